package notify

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// sink is a mail server on loopback that keeps what it accepts and refuses what it is told to.
type sink struct {
	mu       sync.Mutex
	mails    []received
	atMail   error
	atRcpt   error
	atData   error
	hang     chan struct{} // DATA waits for it
	user     string        // required, with the password "rahasia", when set
	insecure []string      // users who signed in without TLS
}

type received struct {
	from, to string
	message  *mail.Message
	body     string
	raw      string
}

// start serves the sink and returns the address and, for TLS, the authorities to trust.
func (s *sink) start(t *testing.T, secure, implicit bool) (addr string, roots *x509.CertPool) {
	t.Helper()
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{sink: s, conn: c}, nil
	}))
	server.Domain = "localhost"
	server.AllowInsecureAuth = true
	server.ErrorLog = silent{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if secure {
		server.TLSConfig, roots = certificate(t)
		if implicit {
			l = tls.NewListener(l, server.TLSConfig)
			server.TLSConfig = nil
		}
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(l)
	}()
	t.Cleanup(func() {
		server.Close()
		<-ended
	})
	return l.Addr().String(), roots
}

func (s *sink) received() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mails
}

type session struct {
	*sink
	conn     *smtp.Conn
	signedIn bool
	from, to string
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.user || password != "rahasia" {
			return smtp.ErrAuthFailed
		}
		if _, secure := s.conn.TLSConnectionState(); !secure {
			s.mu.Lock()
			s.insecure = append(s.insecure, user)
			s.mu.Unlock()
		}
		s.signedIn = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.user != "" && !s.signedIn {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	s.from = from
	return s.atMail
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return s.atRcpt
}

func (s *session) Data(r io.Reader) error {
	if s.hang != nil {
		<-s.hang
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.atData != nil {
		return s.atData
	}
	m, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return err
	}
	body, err := io.ReadAll(m.Body)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, received{from: s.from, to: s.to, message: m, body: string(body), raw: string(raw)})
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, roots
}
