package secret

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func box(t testing.TB, fill byte) *Box {
	t.Helper()
	b, err := New(bytes.Repeat([]byte{fill}, KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func seal(t testing.TB, b *Box, purpose, plain string) []byte {
	t.Helper()
	sealed, err := b.Seal(purpose, plain)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestSealAndOpen(t *testing.T) {
	b := box(t, 1)
	for _, plain := range []string{"", "3174010101010001", strings.Repeat("é", 5000)} {
		got, err := b.Open("nik", seal(t, b, "nik", plain))
		if err != nil || got != plain {
			t.Errorf("Open gave %d bytes and %v, want %d bytes", len(got), err, len(plain))
		}
	}
	if bytes.Equal(seal(t, b, "nik", "x"), seal(t, b, "nik", "x")) {
		t.Error("the same text sealed twice gives the same bytes")
	}
	if bytes.Contains(seal(t, b, "nik", "3174010101010001"), []byte("31740101")) {
		t.Error("sealed bytes show the text")
	}
}

func TestOpenRefuses(t *testing.T) {
	b := box(t, 1)
	sealed := seal(t, b, "nik", "3174010101010001")
	refuse := func(name string, b *Box, purpose string, sealed []byte) {
		if plain, err := b.Open(purpose, sealed); !errors.Is(err, ErrSealed) || plain != "" {
			t.Errorf("%s: Open = %q, %v", name, plain, err)
		}
	}
	refuse("another purpose", b, "phone", sealed)
	refuse("another key", box(t, 2), "nik", sealed)
	refuse("nothing", b, "nik", nil)
	refuse("format byte only", b, "nik", sealed[:1])
	for i := range sealed {
		altered := bytes.Clone(sealed)
		altered[i] ^= 0x80
		refuse("altered byte", b, "nik", altered)
		refuse("cut short", b, "nik", sealed[:i])
	}
	refuse("longer", b, "nik", append(bytes.Clone(sealed), 0))
}

func TestHash(t *testing.T) {
	b := box(t, 1)
	const want = "47c83d4e53307b68c1446dbaf91fc2bca0d8072457d9b8355420ad09728aa58f"
	h := b.Hash("nik", "3174010101010001")
	if got := hex.EncodeToString(h); got != want {
		t.Errorf("Hash = %s, want %s: stored hashes would no longer be found", got, want)
	}
	for name, other := range map[string][]byte{
		"purpose": b.Hash("phone", "3174010101010001"),
		"value":   b.Hash("nik", "3174010101010002"),
		"border":  b.Hash("nik3", "174010101010001"),
		"key":     box(t, 2).Hash("nik", "3174010101010001"),
	} {
		if bytes.Equal(h, other) {
			t.Errorf("another %s gives the same hash", name)
		}
	}
}

func TestNewRefusesOtherSizes(t *testing.T) {
	for _, n := range []int{0, 16, 31, 33} {
		if _, err := New(make([]byte, n)); err == nil {
			t.Errorf("New accepts a key of %d bytes", n)
		}
	}
}

func TestParseKey(t *testing.T) {
	key := make([]byte, KeySize)
	for i := range key {
		key[i] = byte(255 - i)
	}
	good := map[string]string{
		"hex":        hex.EncodeToString(key),
		"upper hex":  strings.ToUpper(hex.EncodeToString(key)),
		"base64":     base64.StdEncoding.EncodeToString(key),
		"base64raw":  base64.RawStdEncoding.EncodeToString(key),
		"base64url":  base64.URLEncoding.EncodeToString(key),
		"with space": "  " + base64.StdEncoding.EncodeToString(key) + "\n",
	}
	for name, s := range good {
		if got, err := ParseKey(s); err != nil || !bytes.Equal(got, key) {
			t.Errorf("%s: ParseKey = %x, %v", name, got, err)
		}
	}
	for _, s := range []string{"", "rahasia", strings.Repeat("a", 63), strings.Repeat("a", 64) + "=", hex.EncodeToString(key[:31]), "not a key!"} {
		got, err := ParseKey(s)
		if err == nil {
			t.Errorf("ParseKey(%q) = %x, want an error", s, got)
		} else if len(s) > 5 && strings.Contains(err.Error(), s) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
}

func TestLoadOrCreateKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "master.key")
	keys := make([][]byte, 16)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			key, err := LoadOrCreateKey(path)
			if err != nil {
				t.Error(err)
			}
			keys[i] = key
		})
	}
	wg.Wait()
	for _, key := range keys {
		if len(key) != KeySize || !bytes.Equal(key, keys[0]) {
			t.Fatalf("callers got different keys: %x and %x", key, keys[0])
		}
	}
	again, err := LoadOrCreateKey(path)
	if err != nil || !bytes.Equal(again, keys[0]) {
		t.Errorf("a later start got %x, %v", again, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file mode %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind %v, %v", entries, err)
	}
}

func TestLoadOrCreateKeyKeepsWhatIsThere(t *testing.T) {
	good := hex.EncodeToString(make([]byte, KeySize))
	tests := []struct {
		name, content string
		mode          os.FileMode
		ok            bool
	}{
		{"good", good, 0o600, true},
		{"read-only", good, 0o400, true},
		{"readable by others", good, 0o644, false},
		{"empty", "", 0o600, false},
		{"cut short", good[:60], 0o600, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "master.key")
			if err := os.WriteFile(path, []byte(tt.content), tt.mode); err != nil {
				t.Fatal(err)
			}
			_, err := LoadOrCreateKey(path)
			if (err == nil) != tt.ok {
				t.Errorf("LoadOrCreateKey: %v", err)
			}
			data, err := os.ReadFile(path)
			if err != nil || string(data) != tt.content {
				t.Errorf("file now holds %q, %v", data, err)
			}
		})
	}
}

func TestToken(t *testing.T) {
	a, b := Token(), Token()
	if a == b || len(a) != 43 {
		t.Errorf("tokens %q and %q", a, b)
	}
	if raw, err := base64.RawURLEncoding.DecodeString(a); err != nil || len(raw) != 32 {
		t.Errorf("token %q decodes to %d bytes, %v", a, len(raw), err)
	}
	if len(HashToken(a)) != 32 || bytes.Equal(HashToken(a), HashToken(b)) || !bytes.Equal(HashToken(a), HashToken(a)) {
		t.Error("token hashes are not one to one")
	}
}

func TestPassword(t *testing.T) {
	ctx := t.Context()
	hash, err := HashPassword(ctx, "kata sandi ✓")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q has other parameters", hash)
	}
	tests := []struct {
		name, password, hash string
		match, fails         bool
	}{
		{"right", "kata sandi ✓", hash, true, false},
		{"wrong", "kata sandi", hash, false, false},
		{"empty", "", hash, false, false},
		{"account without password", "kata sandi ✓", "", false, false},
		{"empty on account without password", "", "", false, false},
		{"broken hash", "kata sandi ✓", "$2y$10$abc", false, true},
	}
	for _, tt := range tests {
		match, err := CheckPassword(ctx, tt.password, tt.hash)
		if match != tt.match || (err != nil) != tt.fails {
			t.Errorf("%s: CheckPassword = %v, %v", tt.name, match, err)
		}
	}
}

func TestPasswordWaitsForACoreAndHonoursTheContext(t *testing.T) {
	for range runtime.NumCPU() {
		if err := takeSlot(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := HashPassword(ctx, "x")
		done <- err
	}()
	select {
	case err := <-done:
		t.Fatalf("hashed with every core taken: %v", err)
	case <-time.After(20 * time.Millisecond):
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("HashPassword after cancel: %v", err)
	}
	for range runtime.NumCPU() {
		freeSlot()
	}
	if _, err := CheckPassword(ctx, "x", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("CheckPassword with an ended context: %v", err)
	}
	if _, err := HashPassword(t.Context(), "x"); err != nil {
		t.Errorf("HashPassword with free cores: %v", err)
	}
}

func BenchmarkSeal(b *testing.B) {
	x := box(b, 1)
	b.ReportAllocs()
	for b.Loop() {
		seal(b, x, "nik", "3174010101010001")
	}
}

func BenchmarkHash(b *testing.B) {
	x := box(b, 1)
	b.ReportAllocs()
	for b.Loop() {
		x.Hash("nik", "3174010101010001")
	}
}

func BenchmarkHashPassword(b *testing.B) {
	for b.Loop() {
		if _, err := HashPassword(context.Background(), "kata sandi"); err != nil {
			b.Fatal(err)
		}
	}
}
