package demo

import (
	"math/rand/v2"
	"strings"

	"gerbang/app"
)

// Names as they are met in Jakarta. Given names go by sex; what follows goes
// by where a family comes from.
var (
	javaneseMen   = words("Agus Bambang Slamet Eko Dwi Tri Joko Wahyu Bagus Dimas Galih Hendro Yudi Sigit Teguh Aji Rizky Danang Fajar Heru Imam Nugroho Prasetyo Rahmat Widodo Yoga Arief Catur Gilang Bayu")
	javaneseWomen = words("Sri Endang Siti Dewi Ratna Wulan Ningsih Retno Tri Dwi Ayu Indah Lestari Sulastri Puji Wahyuni Rini Yuni Nur Fitri Anisa Kartika Laras Mega Putri Rahayu Sekar Tika Utami Winarti")
	javaneseLast  = words("Santoso Wibowo Susanto Prasetyo Nugroho Setiawan Hartono Kusuma Saputra Purnomo Raharjo Suryadi Handoko Mulyono Wijayanto Hidayat Utomo Pratama Yulianto Firmansyah")
	javaneseWLast = words("Lestari Wahyuni Rahayu Ningrum Handayani Setyowati Kusumawati Puspitasari Astuti Wulandari Anggraini Purwanti Fitriani Hidayati Widyastuti Maharani Kurniasih Safitri Permatasari Susanti")

	betawiMen    = words("Madun Sabeni Mahmud Ridwan Rojali Naman Jaenudin Muhidin Sanusi Abdullah Usman Marzuki Syahrul Nasrullah Fadil Ilham Zaki Haikal Lutfi Munir")
	betawiWomen  = words("Nurhayati Maimunah Saidah Rohaya Mariam Zubaidah Munaroh Aisyah Fatimah Halimah Romlah Nuraini Hamidah Salamah Syifa Nabila Zahra Alya Rahma Khadijah")
	betawiLast   = words("Sabeni Marzuki Mughni Nawawi Syahroni Mansyur Djaelani Fauzi Anwar Hasan Ridho Amin Basri Idris Sanwani")
	sundaneseMen = words("Asep Ujang Dadang Cecep Dede Iwan Yayan Encep Tatang Deden Rudi Gugun Aceng Wawan Ade Rian Fikri Iqbal Reza Hilman")
	sundaneseWom = words("Neneng Euis Imas Iis Ai Elis Lilis Yeni Ade Teti Rina Nia Risma Intan Salsabila Mila Wiwin Yanti Reni Tuti")
	sundaneseLst = words("Suherman Kurniawan Hermawan Sutisna Nugraha Permana Gunawan Ramdani Mulyana Supriatna Komarudin Maulana Hidayat Rohmat Sopandi")
	batakMen     = words("Togar Poltak Binsar Ronald Jonathan Hotman Parulian Sahat Tumpal Rinto Andreas Martua Bonar Daniel Samuel")
	batakWomen   = words("Tiur Rosmaida Lamria Duma Roito Martha Yohana Ester Lastri Novita Debora Elisabet Ruth Christina Maria")
	batakClans   = words("Simanjuntak Sihombing Siregar Nasution Hutagalung Panjaitan Situmorang Lubis Silalahi Harahap Manurung Pasaribu Tampubolon Simbolon Nainggolan Sinaga Ginting Tarigan Sembiring")
	minangMen    = words("Yusrizal Syafrizal Hendri Zulkifli Afrizal Rizal Ikhsan Fauzan Rahmad Irfan Taufik Hafiz")
	minangWomen  = words("Yulianis Rosmanidar Gusti Desi Elvira Fitria Mutia Rahmi Sri Suci Wirda Yessi")
	minangLast   = words("Chaniago Koto Piliang Tanjung Sikumbang Caniago Jambak Melayu Guci Malik Putra Rahman")
	minangWLast  = words("Chaniago Koto Piliang Tanjung Sikumbang Jambak Melayu Guci Yanti Rahmadani Sari Oktavia")
	chineseMen   = words("Hendra Andri Budi Rudy Kevin Steven Yohanes Edwin Ferry William Jimmy Felix")
	chineseWomen = words("Lily Mei Linda Vivian Jessica Fransiska Yuliana Shinta Monica Cindy Melissa Fenny")
	chineseLast  = words("Wijaya Halim Tanuwijaya Gunawan Lim Kurniawan Susilo Hartanto Salim Tjandra Limanto Sutanto Liem Oey")
	easternMen   = words("Yosef Petrus Markus Yakobus Frans Melki Adrianus Oktavianus")
	easternWomen = words("Maria Yuliana Theresia Agustina Yustina Marlince Anastasia Fransina")
	easternLast  = words("Nenohai Lamatua Benu Tefa Rumbiak Wanimbo Latuconsina Pattiasina Wenda Kopong Nahak Seran")
	singleMen    = words("Suparman Sukardi Ngatiman Paijo Sarmin Wagiman Kasiman Sutrisno Jumadi Tarno Mulyadi Samsudin Suwarno Karyadi Dasuki Warsito")
	singleWomen  = words("Sumiati Suminah Poniyem Tukiyem Kasmini Rumiyati Sarinah Wartini Sutinah Juminten Painem Kartini Warsini Suparti Tarsih Munawaroh")
)

func words(s string) []string { return strings.Fields(s) }

// personName makes a name as one finds it on identity cards.
func personName(r *rand.Rand, sex app.Sex) string {
	woman := sex == app.Female
	of := func(men, women []string) string {
		if woman {
			return pick(r, women)
		}
		return pick(r, men)
	}
	switch n := r.IntN(100); {
	case n < 38:
		return distinct(r, of(javaneseMen, javaneseWomen), of(javaneseMen, javaneseWomen), of(javaneseLast, javaneseWLast))
	case n < 55:
		first := of(betawiMen, betawiWomen)
		if chance(r, 250) && !woman {
			return distinct(r, "Muhammad", first, pick(r, betawiLast))
		}
		return distinct(r, first, "", pick(r, betawiLast))
	case n < 70:
		return distinct(r, of(sundaneseMen, sundaneseWom), "", pick(r, sundaneseLst))
	case n < 80:
		return distinct(r, of(batakMen, batakWomen), "", pick(r, batakClans))
	case n < 87:
		return distinct(r, of(minangMen, minangWomen), "", of(minangLast, minangWLast))
	case n < 91:
		return distinct(r, of(chineseMen, chineseWomen), "", pick(r, chineseLast))
	case n < 94:
		return distinct(r, of(easternMen, easternWomen), "", pick(r, easternLast))
	default:
		return of(singleMen, singleWomen)
	}
}

// distinct joins up to three words, each once; the middle one half the time.
func distinct(r *rand.Rand, first, middle, last string) string {
	name := first
	if middle != "" && middle != first && middle != last && (first == "Muhammad" || chance(r, 500)) {
		name += " " + middle
	}
	if last != first {
		name += " " + last
	}
	return name
}
