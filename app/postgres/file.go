package postgres

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"strings"

	"github.com/jmoiron/sqlx"
)

// File is a file that somebody uploaded, as it is shown again.
type File struct {
	ID            int64  `db:"id"`
	Key           string `db:"key"` // unguessable, in addresses
	ContentType   string `db:"content_type"`
	Name          string `db:"name"` // as uploaded, for people
	Width, Height int    // pixels, of a picture
	Body          []byte `db:"body"`
	Public        bool   // anybody with the address may see it
}

const fileColumns = `f.id, f.key, f.content_type, f.name, f.width, f.height, f.body, f.public`

// PublicFile returns the public file with that key. Errors: app.ErrNotFound.
func (db *DB) PublicFile(ctx context.Context, key string) (*File, error) {
	stmt, err := db.prepared(ctx, `SELECT `+fileColumns+` FROM files f WHERE f.key = $1 AND f.public`)
	if err != nil {
		return nil, err
	}
	var f File
	if err := stmt.GetContext(ctx, &f, key); err != nil {
		return nil, translate(err)
	}
	return &f, nil
}

// addFile keeps a file, gives it its key and sets both of its ids. Nobody
// uploaded it when uploadedBy is 0.
func addFile(ctx context.Context, tx sqlx.ExtContext, f *File, uploadedBy int64) error {
	f.Key = fileKey()
	return tx.QueryRowxContext(ctx, `
		INSERT INTO files (key, content_type, name, width, height, body, public, uploaded_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8::bigint, 0)) RETURNING id`,
		f.Key, f.ContentType, f.Name, f.Width, f.Height, f.Body, f.Public, uploadedBy).Scan(&f.ID)
}

// fileKey makes a key of 130 random bits.
func fileKey() string {
	var b [17]byte
	rand.Read(b[:])
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))[:26]
}
