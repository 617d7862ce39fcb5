package secret

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// Token returns 32 random bytes in base64url without padding (43 characters), for sessions and links. Store only
// its HashToken.
func Token() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// HashToken returns the SHA-256 of a token. A plain hash is enough because a token cannot be guessed.
func HashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
