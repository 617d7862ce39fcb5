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

// sealFile is what bodies of sealed files are sealed for, together with the
// file's own key: a body moved to another row stays closed.
func sealFile(key string) string { return "file." + key }

// addSealedFile keeps a file as addFile does, its body encrypted. It keeps no
// name: what people call their papers says whose they are.
func (db *DB) addSealedFile(ctx context.Context, tx sqlx.ExtContext, f *File, uploadedBy int64) error {
	f.Key = fileKey()
	body, err := db.box.Seal(sealFile(f.Key), string(f.Body))
	if err != nil {
		return err
	}
	return tx.QueryRowxContext(ctx, `
		INSERT INTO files (key, content_type, width, height, body, sealed, uploaded_by)
		VALUES ($1, $2, $3, $4, $5, true, nullif($6::bigint, 0)) RETURNING id`,
		f.Key, f.ContentType, f.Width, f.Height, body, uploadedBy).Scan(&f.ID)
}

// openFile returns one file with its body as it was, sealed or not. The
// condition names columns of f, and has been made sure of by the caller.
// Errors: app.ErrNotFound.
func (db *DB) openFile(ctx context.Context, where string, args ...any) (*File, error) {
	return db.openFileIn(ctx, db.sql, where, args...)
}

// openFileIn is openFile within a transaction. Errors beside those of
// openFile: secret.ErrSealed.
func (db *DB) openFileIn(ctx context.Context, q sqlx.QueryerContext, where string, args ...any) (*File, error) {
	var f struct {
		File
		Sealed bool `db:"sealed"`
	}
	if err := sqlx.GetContext(ctx, q, &f, `SELECT `+fileColumns+`, f.sealed FROM files f WHERE `+where, args...); err != nil {
		return nil, translate(err)
	}
	if f.Sealed {
		body, err := db.box.Open(sealFile(f.Key), f.Body)
		if err != nil {
			return nil, err
		}
		f.Body = []byte(body)
	}
	return &f.File, nil
}

// fileKey makes a key of 130 random bits.
func fileKey() string {
	var b [17]byte
	rand.Read(b[:])
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))[:26]
}
