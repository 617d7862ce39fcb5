// Package secret seals personal data, hashes it for lookup, and makes and checks keys, tokens and passwords.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// KeySize is the length of a master key in bytes.
const KeySize = 32

// format is the first byte of everything sealed, so that a later format or key can be told apart from this one.
const format = 1

// ErrSealed means that a sealed value was altered, was sealed with another key, or for another purpose.
var ErrSealed = errors.New("secret: sealed value cannot be opened")

// Box encrypts and hashes under keys derived from one master key. It is safe for concurrent use.
type Box struct {
	aead cipher.AEAD
	mac  []byte
}

// New returns a Box for a master key of KeySize bytes. The keys for encryption and for hashing are derived from it
// with HKDF-SHA-256 and differ, so that neither use weakens the other.
func New(master []byte) (*Box, error) {
	if len(master) != KeySize {
		return nil, fmt.Errorf("secret: master key has %d bytes, want %d", len(master), KeySize)
	}
	encryption, err := hkdf.Key(sha256.New, master, nil, "gerbang seal v1", 32)
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	mac, err := hkdf.Key(sha256.New, master, nil, "gerbang hash v1", 32)
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	block, err := aes.NewCipher(encryption)
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	return &Box{aead: aead, mac: mac}, nil
}

// Seal encrypts the text with AES-256-GCM under a random nonce. The purpose, such as "candidate.nik", is bound to
// the result: only Open with the same purpose gives the text back, so that a value copied to another column stays
// closed. Sealing a text twice gives different bytes.
func (b *Box) Seal(purpose, plain string) ([]byte, error) {
	out := make([]byte, 1, 1+len(plain)+b.aead.Overhead())
	out[0] = format
	return b.aead.Seal(out, nil, []byte(plain), []byte(purpose)), nil
}

// Open returns the text that Seal was given, or ErrSealed.
func (b *Box) Open(purpose string, sealed []byte) (string, error) {
	if len(sealed) == 0 || sealed[0] != format {
		return "", ErrSealed
	}
	plain, err := b.aead.Open(nil, nil, sealed[1:], []byte(purpose))
	if err != nil {
		return "", ErrSealed
	}
	return string(plain), nil
}

// Hash returns 32 bytes, HMAC-SHA-256 under a derived key, that are always the same for a purpose and value: the
// form in which personal data can be looked up and kept unique without being readable.
func (b *Box) Hash(purpose, value string) []byte {
	h := hmac.New(sha256.New, b.mac)
	msg := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(purpose)+len(value)), uint32(len(purpose)))
	msg = append(append(msg, purpose...), value...)
	h.Write(msg)
	return h.Sum(nil)
}
