package app

// ErrChanged is told to who saves what somebody else changed since they began
// to edit it. It carries the revision that now stands, from which saving once
// more starts.
var ErrChanged = &Error{Kind: Conflict, Key: "error.changed"}

// CheckRevision compares the revision somebody began to edit with the one
// that stands. Who began with none, as imports do, is not held to it.
func CheckRevision(began, stands string) error {
	if began == "" || began == stands {
		return nil
	}
	return ErrChanged.With("revision", stands)
}
