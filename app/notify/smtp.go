package notify

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// SMTPConfig says through which server mail leaves.
type SMTPConfig struct {
	// URL is smtp://user:password@host:port?tls=MODE. MODE is "starttls" (required, not merely tried), "implicit" or
	// "none"; without it, port 465 and the scheme smtps mean implicit, all else starttls. Without a port it is 587,
	// 465 or 25 after the mode. A password is never sent without TLS except to this machine.
	URL string
	// From is the sender's address, with or without a name: "PPKD <halo@contoh.id>".
	From string
	// Timeout is for one message from dialling to acceptance; 30 s by default.
	Timeout time.Duration
	// RootCAs are the authorities trusted to vouch for the server; the system's by default.
	RootCAs *x509.CertPool
}

// SMTP is a Sender that hands each message to a mail server over a connection of its own.
type SMTP struct {
	host    string
	from    *mail.Address
	timeout time.Duration
	tls     *tls.Config // for implicit TLS, else nil
	options []gomail.Option
}

// NewSMTP checks the configuration; it does not connect.
func NewSMTP(c SMTPConfig) (*SMTP, error) {
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, errors.New("notify: the SMTP URL is malformed") // the parser's own error shows the password
	}
	if u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" {
		return nil, errors.New("notify: the SMTP URL is not of the form smtp://user:password@host:port?tls=starttls")
	}
	from, err := mail.ParseAddress(c.From)
	if err != nil {
		return nil, fmt.Errorf("notify: sender address %q: %w", c.From, err)
	}
	mode, port, err := modeAndPort(u)
	if err != nil {
		return nil, err
	}
	s := &SMTP{host: u.Hostname(), from: from, timeout: c.Timeout}
	if s.timeout <= 0 {
		s.timeout = 30 * time.Second
	}
	secure := &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12, RootCAs: c.RootCAs}
	policy := gomail.NoTLS
	switch mode {
	case "starttls":
		policy = gomail.TLSMandatory
	case "implicit":
		s.tls = secure
	}
	s.options = []gomail.Option{
		gomail.WithPort(port), gomail.WithTLSPolicy(policy), gomail.WithTLSConfig(secure),
		gomail.WithTimeout(s.timeout), gomail.WithoutNoop(),
	}
	if user := u.User.Username(); user != "" {
		if mode == "none" && !isLoopback(s.host) {
			return nil, errors.New("notify: the SMTP URL has a password but no TLS")
		}
		password, _ := u.User.Password()
		s.options = append(s.options, gomail.WithUsername(user), gomail.WithPassword(password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthCramMD5, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	return s, nil
}

func modeAndPort(u *url.URL) (mode string, port int, err error) {
	for name := range u.Query() {
		if name != "tls" {
			return "", 0, fmt.Errorf("notify: the SMTP URL has an unknown setting %q", name)
		}
	}
	mode = u.Query().Get("tls")
	if mode == "" {
		mode = "starttls"
		if u.Scheme == "smtps" || u.Port() == "465" {
			mode = "implicit"
		}
	}
	usual := map[string]int{"starttls": 587, "implicit": 465, "none": 25}
	port, known := usual[mode]
	if !known {
		return "", 0, fmt.Errorf("notify: tls=%s in the SMTP URL is none of starttls, implicit, none", mode)
	}
	if u.Port() != "" {
		port, err = strconv.Atoi(u.Port())
		if err != nil || port < 1 || port > 65535 {
			return "", 0, fmt.Errorf("notify: the SMTP URL has no port %q", u.Port())
		}
	}
	return mode, port, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send delivers the message to the server. Refusals of the message with a 5xx code are permanent; a server that is
// away, slow, busy (4xx) or refuses us is not, because that can be mended without losing the message.
func (s *SMTP) Send(ctx context.Context, m Message) (string, error) {
	msg, err := s.compose(m)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()

	var conn net.Conn
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		var err error
		if s.tls != nil {
			conn, err = (&tls.Dialer{Config: s.tls}).DialContext(ctx, network, address)
		} else {
			conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
		}
		return conn, err
	}
	client, err := gomail.NewClient(s.host, append(s.options[:len(s.options):len(s.options)], gomail.WithDialContextFunc(dial))...)
	if err != nil {
		return "", fmt.Errorf("notify: %w", err)
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if conn != nil {
		defer conn.Close()
	}
	if err != nil {
		return "", failure(ctx, m, err)
	}
	// The session itself knows no context: closing its connection ends it.
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if err := client.SendWithSMTPClient(session, msg); err != nil && !msg.IsDelivered() {
		return "", failure(ctx, m, err)
	}
	_ = session.Quit() // the message is accepted; how the server says goodbye does not change that
	return s.messageID(m.ID), nil
}

func (s *SMTP) compose(m Message) (*gomail.Msg, error) {
	if m.Channel != Email {
		return nil, fmt.Errorf("%w: SMTP has no channel %q", ErrPermanent, m.Channel)
	}
	to, err := mail.ParseAddress(m.To)
	if err != nil {
		return nil, fmt.Errorf("%w: the address is malformed", ErrPermanent)
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(s.from)
	if err := msg.To(to.Address); err != nil {
		return nil, fmt.Errorf("%w: the address is malformed", ErrPermanent)
	}
	msg.Subject(strings.Join(strings.Fields(m.Subject), " "))
	msg.SetMessageIDWithValue(s.messageID(m.ID))
	msg.SetDate()
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Unsubscribe != "" { // RFC 8058
		msg.SetGenHeader("List-Unsubscribe", "<"+m.Unsubscribe+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	return msg, nil
}

// messageID is a function of the message's ID, so that mail servers and readers see a repeat as the same mail. It is
// hashed because the header is public.
func (s *SMTP) messageID(id string) string {
	if id == "" {
		id = rand.Text()
	}
	sum := sha256.Sum256([]byte(id))
	_, domain, _ := strings.Cut(s.from.Address, "@")
	return hex.EncodeToString(sum[:16]) + "@" + domain
}

// failure says in a few words what went wrong, without the recipient, whom servers like to quote.
func failure(ctx context.Context, m Message, err error) error {
	if e := ctx.Err(); e != nil {
		return fmt.Errorf("notify: sending by SMTP: %w", e)
	}
	refusal, ok := errors.AsType[*gomail.SendError](err)
	text := err.Error()
	if ok {
		text, _, _ = strings.Cut(text, ", affected recipient(s)")
		text, _, _ = strings.Cut(text, ", affected message ID")
	}
	text = strings.ReplaceAll(text, m.To, "the recipient")
	if ok && refusal.ErrorCode() >= 500 && !isOurFault(refusal.ErrorCode()) {
		return fmt.Errorf("%w: %s", ErrPermanent, text)
	}
	return fmt.Errorf("notify: sending by SMTP: %s", text)
}

// isOurFault tells the codes by which a server refuses the session rather than the message: commands out of order,
// authentication required, too weak or wrong (RFC 5321, RFC 4954).
func isOurFault(code int) bool {
	switch code {
	case 500, 502, 503, 530, 534, 535, 538:
		return true
	}
	return false
}
