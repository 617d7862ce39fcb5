package app

import "time"

// AnnouncementStatus is whether a post is meant for the public. A published
// one appears by itself when its time has come.
type AnnouncementStatus string

// The states of an announcement.
const (
	AnnouncementDraft     AnnouncementStatus = "draft"
	AnnouncementPublished AnnouncementStatus = "published"
)

// Announcement is a short post by staff. Texts with a twin ending in EN are
// Indonesian; the twin is English and may be empty.
type Announcement struct {
	ID             int64
	Slug           string // stays as it is once the post was published
	Title, TitleEN string
	Body, BodyEN   string // Markdown
	Cover, Thumb   Image  // the picture above the text, and the same small; empty without one
	Status         AnnouncementStatus
	PublishAt      time.Time // zero for a draft that never had a time
	Version        int       // of the text, for editors who save at the same moment
	WrittenBy      string
	WrittenByID    int64
	CreatedAt      time.Time
	UpdatedAt      time.Time
	UpdatedBy      string
}

// Image is a picture of the site in a page.
type Image struct {
	FileID        int64
	Key           string // of the file; empty when there is no picture
	Alt           string
	Width, Height int // pixels
}

// Public reports whether everybody can read the post at the given time.
func (a *Announcement) Public(now time.Time) bool {
	return a.Status == AnnouncementPublished && !a.PublishAt.After(now)
}
