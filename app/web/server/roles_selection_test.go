package server_test

import "strings"

// addSelection adds the desk on which courses choose among their applicants,
// and what applicants do there.
func addSelection(table map[string]string) {
	const desk = "/panitia/:event/seleksi"
	for _, name := range []string{"GET ", "GET /slot", "GET /slot/:session", "POST /slot/:session", "GET /nilai", "POST /nilai", "POST /nilai/tidak-hadir",
		"GET /nilai/templat/:file", "GET /nilai/impor", "POST /nilai/impor", "POST /nilai/impor/simpan"} {
		method, page, _ := strings.Cut(name, " ")
		table[method+" "+desk+page] = "p o a"
	}
	for _, name := range []string{"GET /pengaturan", "POST /pengaturan", "GET /pelamar", "POST /pelamar", "POST /slot", "GET /peringkat", "GET /peringkat/:id",
		"POST /peringkat/:id", "GET /hasil", "POST /hasil", "GET /tahap/:round", "POST /tahap/:round"} {
		method, page, _ := strings.Cut(name, " ")
		table[method+" "+desk+page] = "o a"
	}
	for _, page := range []string{"seleksi", "konfirmasi-kursi"} {
		table["GET /akun/pendaftaran/:id/"+page] = "c"
		table["POST /akun/pendaftaran/:id/"+page] = "c"
	}
}
