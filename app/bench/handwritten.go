package bench

import (
	"context"
	"database/sql"
	"html"
	"net"
	"strconv"

	"github.com/gofiber/fiber/v2"
	_ "github.com/lib/pq"
)

// Handwritten serves a filtered job listing with nothing in between: one
// prepared query and a page pasted together by hand, without a count, a filter
// form or a frame. It is the limit of uncached listings.
func Handwritten(ctx context.Context, addr, dsn string) error {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(24)
	db.SetMaxIdleConns(24)
	list, err := db.PrepareContext(ctx, `
		SELECT slug, title, city, agency_name, scheme, salary_min, currency, salary_rupiah, language_level, closes_on, published_at
		FROM public_jobs WHERE country = $1::bpchar ORDER BY published_at DESC, id DESC LIMIT 20 OFFSET $2`)
	if err != nil {
		return err
	}
	site := fiber.New(fiber.Config{DisableStartupMessage: true, Immutable: true})
	site.Get("/healthz", func(c *fiber.Ctx) error { return c.SendString("ok") })
	site.Get("/", func(c *fiber.Ctx) error {
		page, err := strconv.Atoi(c.Query("hal"))
		if err != nil {
			return err
		}
		body, err := listing(ctx, list, c.Query("negara"), page)
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.Send(body)
	})
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	go func() {
		<-ctx.Done()
		site.Shutdown()
	}()
	return site.Listener(l)
}

func listing(ctx context.Context, list *sql.Stmt, country string, page int) ([]byte, error) {
	rows, err := list.QueryContext(ctx, country, 20*(page-1))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	b := make([]byte, 0, 32<<10)
	b = append(b, "<!doctype html><html lang=id><head><meta charset=utf-8><title>Lowongan</title></head><body><h1>Lowongan</h1><ul>"...)
	for rows.Next() {
		var slug, title, city, agency, scheme, currency, level, closes, published string
		var salary, rupiah int64
		if err := rows.Scan(&slug, &title, &city, &agency, &scheme, &salary, &currency, &rupiah, &level, &closes, &published); err != nil {
			return nil, err
		}
		b = append(append(append(b, `<li><a href="/lowongan/`...), html.EscapeString(slug)...), `">`...)
		b = append(append(b, html.EscapeString(title)...), "</a>"...)
		for _, text := range []string{city, agency, scheme, currency, level, closes} {
			b = append(append(append(b, "<p>"...), html.EscapeString(text)...), "</p>"...)
		}
		b = strconv.AppendInt(append(b, "<p>"...), salary, 10)
		b = strconv.AppendInt(append(b, "</p><p>"...), rupiah, 10)
		b = append(b, "</p></li>"...)
	}
	return append(b, "</ul></body></html>"...), rows.Err()
}
