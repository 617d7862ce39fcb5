package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// WhatsAppConfig says through which account of WhatsApp's Cloud API messages leave. A business may write first only in
// texts that Meta has approved, so there are two of them, each approved in Indonesian ("id") and English ("en"):
//
//   - Template, of category utility, whose body has two parameters: the subject and the text in one line.
//   - CodeTemplate, of category authentication, with a button that copies the code.
type WhatsAppConfig struct {
	URL          string // with its version, https://graph.facebook.com/v23.0; the tests' is another
	Token        string
	PhoneID      string
	Template     string
	CodeTemplate string
	Timeout      time.Duration // for one message; 15 s by default
}

// Cloud is a Sender over WhatsApp's Cloud API.
type Cloud struct {
	url     string
	cfg     WhatsAppConfig
	client  *http.Client
	timeout time.Duration
}

// NewWhatsApp checks the configuration; it does not connect.
func NewWhatsApp(c WhatsAppConfig) (*Cloud, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) || u.RawQuery != "" {
		return nil, errors.New("notify: the WhatsApp URL is not of the form https://graph.facebook.com/v23.0")
	}
	if c.Token == "" || c.Template == "" || c.CodeTemplate == "" {
		return nil, errors.New("notify: WhatsApp needs a token and the names of its two templates")
	}
	if c.PhoneID == "" || strings.Trim(c.PhoneID, "0123456789") != "" {
		return nil, errors.New("notify: the WhatsApp phone number id is not a number")
	}
	s := &Cloud{url: strings.TrimRight(c.URL, "/") + "/" + c.PhoneID + "/messages", cfg: c, timeout: c.Timeout}
	if s.timeout <= 0 {
		s.timeout = 15 * time.Second
	}
	s.client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return s, nil
}

// parameterLimit is how many characters the parameters of a body may have together.
const parameterLimit = 1024

type parameter struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

type component struct {
	Type       string      `json:"type"`
	SubType    string      `json:"sub_type,omitempty"`
	Index      string      `json:"index,omitempty"`
	Parameters []parameter `json:"parameters"`
}

type template struct {
	Name     string `json:"name"`
	Language struct {
		Code string `json:"code"`
	} `json:"language"`
	Components []component `json:"components"`
}

type outgoing struct {
	Product   string   `json:"messaging_product"`
	Recipient string   `json:"recipient_type"`
	To        string   `json:"to"`
	Type      string   `json:"type"`
	Template  template `json:"template"`
	Opaque    string   `json:"biz_opaque_callback_data,omitempty"`
}

func (s *Cloud) compose(m Message) outgoing {
	text := func(s string) parameter { return parameter{Type: "text", Text: s} }
	t := template{Name: s.cfg.Template}
	t.Language.Code = "id"
	if m.Locale == "en" {
		t.Language.Code = "en"
	}
	if m.Code != "" {
		t.Name = s.cfg.CodeTemplate
		t.Components = []component{
			{Type: "body", Parameters: []parameter{text(m.Code)}},
			{Type: "button", SubType: "url", Index: "0", Parameters: []parameter{text(m.Code)}},
		}
	} else {
		subject := strings.Join(strings.Fields(m.Subject), " ")
		t.Components = []component{{Type: "body", Parameters: []parameter{
			text(subject), text(cut(strings.Join(strings.Fields(m.Text), " "), parameterLimit-len([]rune(subject)))),
		}}}
	}
	return outgoing{Product: "whatsapp", Recipient: "individual", To: strings.TrimPrefix(m.To, "+"), Type: "template", Template: t, Opaque: m.ID}
}

func cut(s string, limit int) string {
	r := []rune(s)
	if len(r) <= limit {
		return s
	}
	return string(r[:max(limit-1, 0)]) + "…"
}

// Send hands the message to the API. What it refuses for the message's sake is permanent. A server that is away, slow
// or wants less, and a refusal of our own account, are not.
func (s *Cloud) Send(ctx context.Context, m Message) (string, error) {
	if m.Channel != WhatsApp {
		return "", fmt.Errorf("%w: WhatsApp has no channel %q", ErrPermanent, m.Channel)
	}
	body, err := json.Marshal(s.compose(m))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrPermanent, err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return "", errors.New("notify: the WhatsApp URL is malformed")
	}
	req.Header.Set("Authorization", "Bearer "+s.cfg.Token)
	req.Header.Set("Content-Type", "application/json")
	res, err := s.client.Do(req)
	if err != nil {
		if e := ctx.Err(); e != nil {
			err = e
		}
		return "", fmt.Errorf("notify: sending by WhatsApp: %w", err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return "", fmt.Errorf("notify: reading WhatsApp's answer: %w", err)
	}
	if res.StatusCode/100 != 2 {
		return "", refusal(res, answer, m.To)
	}
	var accepted struct {
		Messages []struct {
			ID string `json:"id"`
		} `json:"messages"`
	}
	if err := json.Unmarshal(answer, &accepted); err != nil || len(accepted.Messages) == 0 || accepted.Messages[0].ID == "" {
		return "", fmt.Errorf("notify: WhatsApp answered %d without the id of a message", res.StatusCode)
	}
	return accepted.Messages[0].ID, nil
}

// Codes of errors of the Cloud API, by what they mean for the message.
var (
	// slower are limits on how much the account, the number or the pair of numbers may send.
	slower = []int{4, 80007, 130429, 131048, 131056, 133016}
	// passing are troubles on the other side.
	passing = []int{1, 2, 131000, 131016, 131057, 133004, 133015}
	// account are refusals of our token, rights or payment: mended, the message can go.
	account = []int{0, 10, 190, 368, 131005, 131031, 131042, 131045}
)

func refusal(res *http.Response, answer []byte, to string) error {
	var r struct {
		Error struct {
			Message string `json:"message"`
			Code    *int   `json:"code"`
			Data    struct {
				Details string `json:"details"`
			} `json:"error_data"`
		} `json:"error"`
	}
	status := res.StatusCode
	if err := json.Unmarshal(answer, &r); err != nil || r.Error.Code == nil {
		err := fmt.Errorf("notify: WhatsApp answered %d", status)
		return judged(res, err, status == http.StatusTooManyRequests,
			status/100 == 4 && status != http.StatusRequestTimeout && status != http.StatusUnauthorized && status != http.StatusForbidden)
	}
	code, text := *r.Error.Code, r.Error.Message
	if r.Error.Data.Details != "" {
		text += ": " + r.Error.Data.Details
	}
	text = strings.Join(strings.Fields(strings.NewReplacer(to, "the recipient", strings.TrimPrefix(to, "+"), "the recipient").Replace(text)), " ")
	err := fmt.Errorf("notify: WhatsApp answered %d (%d): %s", status, code, cut(text, 300))
	mends := slices.Contains(passing, code) || slices.Contains(account, code) || code >= 200 && code < 300
	return judged(res, err, status == http.StatusTooManyRequests || slices.Contains(slower, code), status/100 == 4 && !mends)
}

func judged(res *http.Response, err error, slow, final bool) error {
	switch {
	case slow:
		after := time.Minute
		if n, e := strconv.Atoi(res.Header.Get("Retry-After")); e == nil && n >= 0 {
			after = min(time.Duration(n)*time.Second, time.Hour)
		}
		return &throttled{after, err}
	case final:
		return fmt.Errorf("%w: %w", ErrPermanent, err)
	}
	return err
}
