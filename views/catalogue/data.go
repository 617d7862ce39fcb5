package catalogue

import (
	"context"
	"encoding/json"
	"io"

	"github.com/a-h/templ"
)

// Data is a block of JSON-LD in the head that describes things. Browsers
// never run it, and json.Marshal writes every < of a text as \u003c, so
// nothing can end it early.
func Data(things ...any) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		b, err := json.Marshal(things)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, `<script type="application/ld+json">`); err != nil {
			return err
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
		_, err = io.WriteString(w, `</script>`)
		return err
	})
}
