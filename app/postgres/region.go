package postgres

import (
	"context"
	"strings"
)

// kelurahanCodeLen is the length of a kelurahan's Kemendagri code, 31.74.01.1001.
const kelurahanCodeLen = 13

// southJakarta is the region whose people the product serves first.
const southJakarta = "31.74"

// Region is one administrative area.
type Region struct {
	Code string `db:"code"`
	Name string `db:"name"`
}

// Kecamatan is a kecamatan with its kelurahan in order of name.
type Kecamatan struct {
	Region
	City      string
	Kelurahan []Region
}

// KelurahanOptions returns every kelurahan of DKI Jakarta by kecamatan, South
// Jakarta first.
func (db *DB) KelurahanOptions(ctx context.Context) ([]Kecamatan, error) {
	stmt, err := db.prepared(ctx, `
		SELECT k.code, k.name, c.code AS kecamatan_code, c.name AS kecamatan, b.name AS city
		FROM regions k JOIN regions c ON c.code = k.parent_code JOIN regions b ON b.code = c.parent_code
		WHERE k.level = 'kelurahan' AND k.code LIKE '31.%'
		ORDER BY b.code <> $1, b.code, c.name COLLATE "id-x-icu", c.code, k.name COLLATE "id-x-icu"`)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Region
		KecamatanCode string `db:"kecamatan_code"`
		Kecamatan     string `db:"kecamatan"`
		City          string `db:"city"`
	}
	if err := stmt.SelectContext(ctx, &rows, southJakarta); err != nil {
		return nil, err
	}
	var groups []Kecamatan
	for _, r := range rows {
		if n := len(groups); n == 0 || groups[n-1].Code != r.KecamatanCode {
			groups = append(groups, Kecamatan{Region: Region{Code: r.KecamatanCode, Name: r.Kecamatan}, City: cityName(r.City)})
		}
		last := &groups[len(groups)-1]
		last.Kelurahan = append(last.Kelurahan, r.Region)
	}
	return groups, nil
}

// RegionPath returns the names of a kelurahan, its kecamatan and its city.
// Errors: app.ErrNotFound.
func (db *DB) RegionPath(ctx context.Context, code string) (kelurahan, kecamatan, city string, err error) {
	stmt, err := db.prepared(ctx, `
		SELECT k.name, c.name, b.name FROM regions k JOIN regions c ON c.code = k.parent_code JOIN regions b ON b.code = c.parent_code
		WHERE k.code = $1 AND k.level = 'kelurahan'`)
	if err != nil {
		return "", "", "", err
	}
	if err := stmt.QueryRowxContext(ctx, code).Scan(&kelurahan, &kecamatan, &city); err != nil {
		return "", "", "", translate(err)
	}
	return kelurahan, kecamatan, cityName(city), nil
}

// cityName shortens "Kota Administrasi Jakarta Selatan" to what people say.
func cityName(name string) string {
	name = strings.TrimPrefix(name, "Kota Administrasi ")
	return strings.TrimPrefix(name, "Kabupaten Administrasi ")
}
