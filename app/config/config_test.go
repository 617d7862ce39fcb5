package config_test

import (
	"strings"
	"testing"

	"gerbang/app/config"
)

func TestDefaultsNeedNothing(t *testing.T) {
	c, err := config.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:8080" || c.BaseURL != "http://127.0.0.1:8080" {
		t.Errorf("address %q, base %q", c.Addr, c.BaseURL)
	}
	if !c.Embedded() || !c.DemoOn() || c.Secure() {
		t.Errorf("embedded %v demo %v secure %v", c.Embedded(), c.DemoOn(), c.Secure())
	}
}

func TestDemoIsOffWithAnExternalDatabase(t *testing.T) {
	c, err := config.Load([]string{"DATABASE_URL=postgres://db/gerbang"})
	if err != nil {
		t.Fatal(err)
	}
	if c.DemoOn() {
		t.Error("an external database must not be filled with demo data unasked")
	}
}

func TestEveryProblemIsNamedAtOnce(t *testing.T) {
	_, err := config.Load([]string{"GERBANG_DEMO=perhaps", "GERBANG_KEY=short", "GERBANG_BASE_URL=ftp://x", "GERBANG_LOG_LEVEL=loud", "GERBANG_DB_CONNS=1"})
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{"GERBANG_DEMO", "GERBANG_KEY", "GERBANG_BASE_URL", "GERBANG_LOG_LEVEL", "GERBANG_DB_CONNS"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("error does not name %s: %v", name, err)
		}
	}
}
