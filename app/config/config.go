// Package config reads all of Gerbang's settings from the environment, once,
// into one struct that is passed on as a value.
package config

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"gerbang/app/secret"
)

// Config is every setting. The zero-configuration start uses the defaults:
// an embedded database, demo data and a local page in place of e-mail.
type Config struct {
	// Addr is where HTTP is served.
	Addr string `env:"GERBANG_ADDR" envDefault:"127.0.0.1:8080"`
	// BaseURL is how browsers reach this installation, without a slash at the
	// end. Empty means http://Addr. With https, cookies are Secure and HSTS is sent.
	BaseURL string `env:"GERBANG_BASE_URL"`
	// Data is the folder of the embedded database and the generated key.
	Data string `env:"GERBANG_DATA"`
	// DatabaseURL names an external PostgreSQL; empty starts the embedded one.
	DatabaseURL string `env:"DATABASE_URL"`
	// PostgresBin is the folder of PostgreSQL's programs, when they are not found by themselves.
	PostgresBin string `env:"GERBANG_POSTGRES_BIN"`
	// DBConns limits the database connections of this process, beside the
	// eight that registrations and gates have of their own.
	DBConns int `env:"GERBANG_DB_CONNS" envDefault:"24"`
	// Key seals personal data: 32 bytes in base64. Empty reads or makes Data/key.
	Key string `env:"GERBANG_KEY"`
	// Demo is "auto" (on with the embedded database), "on" or "off". It seeds
	// demo data into an empty database and shows messages on a local page.
	Demo string `env:"GERBANG_DEMO" envDefault:"auto"`
	// SMTP is the mail server, smtp://user:password@host:port?tls=starttls.
	SMTP string `env:"GERBANG_SMTP_URL"`
	// MailFrom is the sender of every mail.
	MailFrom string `env:"GERBANG_MAIL_FROM" envDefault:"Gerbang <noreply@localhost>"`
	// MessageRate is how many messages a second this process sends at the most.
	MessageRate int `env:"GERBANG_MESSAGE_RATE" envDefault:"50"`
	// MailRate is how many mails a second all processes send together; 0 means
	// as many as there are.
	MailRate int `env:"GERBANG_MAIL_RATE" envDefault:"0"`
	// WhatsApp is the account of WhatsApp's Cloud API through which messages to
	// phone numbers leave; without a token there is none.
	WhatsApp WhatsApp `envPrefix:"GERBANG_WHATSAPP_"`
	// TrustedProxies are addresses or CIDR ranges whose X-Forwarded-* are believed.
	TrustedProxies []string `env:"GERBANG_TRUSTED_PROXIES"`
	// LogFormat is "text" or "json"; LogLevel is debug, info, warn or error.
	LogFormat string `env:"GERBANG_LOG_FORMAT" envDefault:"text"`
	LogLevel  string `env:"GERBANG_LOG_LEVEL" envDefault:"info"`
	// DrainTimeout is how long a stop waits for requests and work under way.
	DrainTimeout time.Duration `env:"GERBANG_DRAIN_TIMEOUT" envDefault:"20s"`
	// DrainDelay is how long /readyz says "draining" before no new connection
	// is taken: longer than the interval at which a load balancer asks.
	DrainDelay time.Duration `env:"GERBANG_DRAIN_DELAY" envDefault:"0s"`
	// RequestTimeout ends a request's work; exports have one of their own.
	RequestTimeout time.Duration `env:"GERBANG_REQUEST_TIMEOUT" envDefault:"15s"`
	// MaxInFlight is how many requests this process works on at once; more are
	// told to come back in a moment. 0 means no limit.
	MaxInFlight int `env:"GERBANG_MAX_IN_FLIGHT" envDefault:"1000"`
	// WhatsApp help number shown to the public, digits with country code; empty hides it.
	HelpWhatsApp string `env:"GERBANG_HELP_WHATSAPP"`
}

// WhatsApp is an account of WhatsApp's Cloud API.
type WhatsApp struct {
	// URL is the API with its version.
	URL string `env:"URL" envDefault:"https://graph.facebook.com/v23.0"`
	// Token is a permanent token of a system user.
	Token string `env:"TOKEN"`
	// PhoneID is the id of the sending phone number, not the number itself.
	PhoneID string `env:"PHONE_ID"`
	// Template is the approved template of messages, CodeTemplate that of
	// one-time codes.
	Template     string `env:"TEMPLATE" envDefault:"gerbang_pesan"`
	CodeTemplate string `env:"CODE_TEMPLATE" envDefault:"gerbang_kode"`
	// Rate is how many messages a second all processes send together.
	Rate int `env:"RATE" envDefault:"20"`
}

// Load reads the environment given as KEY=value lines and checks it. All
// problems are reported together, each naming its variable.
func Load(environ []string) (Config, error) {
	c, err := env.ParseAsWithOptions[Config](env.Options{Environment: env.ToMap(environ)})
	if err != nil {
		return Config{}, fmt.Errorf("configuration: %w", err)
	}
	var problems []error
	if c.Data == "" {
		if c.Data, err = defaultData(); err != nil {
			problems = append(problems, err)
		}
	}
	if c.BaseURL == "" {
		c.BaseURL = "http://" + c.Addr
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	if u, err := url.Parse(c.BaseURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		problems = append(problems, fmt.Errorf("GERBANG_BASE_URL: %q is not an http or https address", c.BaseURL))
	}
	if c.Key != "" {
		if _, err := c.MasterKey(); err != nil {
			problems = append(problems, err)
		}
	}
	problems = append(problems,
		oneOf("GERBANG_DEMO", c.Demo, "auto", "on", "off"),
		oneOf("GERBANG_LOG_FORMAT", c.LogFormat, "text", "json"),
		oneOf("GERBANG_LOG_LEVEL", c.LogLevel, "debug", "info", "warn", "error"))
	if c.MessageRate < 1 {
		problems = append(problems, errors.New("GERBANG_MESSAGE_RATE: at least one message a second must be allowed"))
	}
	if c.MailRate < 0 || c.WhatsApp.Rate < 1 {
		problems = append(problems, errors.New("GERBANG_MAIL_RATE, GERBANG_WHATSAPP_RATE: must not be negative, and that of WhatsApp at least one"))
	}
	if (c.WhatsApp.Token == "") != (c.WhatsApp.PhoneID == "") {
		problems = append(problems, errors.New("GERBANG_WHATSAPP_TOKEN and GERBANG_WHATSAPP_PHONE_ID: one is of no use without the other"))
	}
	if c.DBConns < 4 {
		problems = append(problems, errors.New("GERBANG_DB_CONNS: at least 4 connections are needed"))
	}
	if err := errors.Join(problems...); err != nil {
		return Config{}, fmt.Errorf("configuration: %w", err)
	}
	return c, nil
}

func oneOf(name, value string, allowed ...string) error {
	for _, a := range allowed {
		if value == a {
			return nil
		}
	}
	return fmt.Errorf("%s: %q is not one of %s", name, value, strings.Join(allowed, ", "))
}

// defaultData is a folder beside the program's working directory: `make run`
// keeps its data inside the checkout, where it is easy to find and to delete.
func defaultData() (string, error) {
	wd, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("GERBANG_DATA is not set and the working directory is unknown: %w", err)
	}
	return filepath.Join(wd, "data"), nil
}

// Embedded reports whether the embedded database is to be used.
func (c Config) Embedded() bool { return c.DatabaseURL == "" }

// DemoOn reports whether demo data and the local message page are wanted.
func (c Config) DemoOn() bool {
	return c.Demo == "on" || c.Demo == "auto" && c.Embedded()
}

// SendsNothing reports whether messages are only kept, to be read on a local
// page.
func (c Config) SendsNothing() bool { return c.SMTP == "" && c.WhatsApp.Token == "" }

// WritesToNumbers reports whether there is a way to write to phone numbers.
func (c Config) WritesToNumbers() bool {
	return c.WhatsApp.Token != "" || c.SendsNothing() && c.DemoOn()
}

// Secure reports whether browsers reach us over TLS.
func (c Config) Secure() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// KeyFile is where a generated key is kept when Key is empty.
func (c Config) KeyFile() string { return filepath.Join(c.Data, "key") }

// MasterKey decodes Key.
func (c Config) MasterKey() ([]byte, error) {
	key, err := secret.ParseKey(c.Key)
	if err != nil {
		return nil, fmt.Errorf("GERBANG_KEY: %w", err)
	}
	return key, nil
}
