package secret

import (
	"context"
	"fmt"
	"runtime"

	"github.com/alexedwards/argon2id"
)

// passwordSlots caps how many password hashes run at once in this process. Each takes 19 MiB and a core: more at
// once than there are cores only costs memory and time.
var passwordSlots = make(chan struct{}, runtime.NumCPU())

// HashPassword returns the argon2id hash of the password in the usual text form, with 19 MiB, 2 passes and 1 lane
// (the OWASP minimum). It waits for a free core and returns the context's error when that ends first.
func HashPassword(ctx context.Context, password string) (string, error) {
	if err := takeSlot(ctx); err != nil {
		return "", err
	}
	defer freeSlot()
	hash, err := argon2id.CreateHash(password, &argon2id.Params{
		Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32,
	})
	if err != nil {
		return "", fmt.Errorf("secret: hash password: %w", err)
	}
	return hash, nil
}

// noPassword is a hash of HashPassword's cost that no password is known to match.
const noPassword = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// CheckPassword reports whether the hash is of the password. An empty hash, of an account that is unknown or has no
// password, matches nothing and takes as long as any other, so that the time tells nobody which accounts exist.
func CheckPassword(ctx context.Context, password, hash string) (bool, error) {
	if err := takeSlot(ctx); err != nil {
		return false, err
	}
	defer freeSlot()
	known := hash != ""
	if !known {
		hash = noPassword
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("secret: check password: %w", err)
	}
	return match && known, nil
}

func takeSlot(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case passwordSlots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func freeSlot() { <-passwordSlots }
