// Command fakecam films a ticket: it writes what a phone's camera sees of a
// ticket code's QR as the MJPEG file that Chromium takes for a camera
// (--use-file-for-fake-video-capture).
//
//	go run ./e2e/fakecam CODE out.mjpeg
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"os"

	"gerbang/app/ticket"
)

// The size of the picture and of the code in it, in pixels, and how many
// pictures there are before the film starts again.
const (
	width, height = 640, 480
	side          = 300
	frames        = 20
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: fakecam CODE out.mjpeg")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "fakecam:", err)
		os.Exit(1)
	}
}

func run(code, path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := film(f, code); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// film writes the pictures one after the other. The code drifts a little from
// one to the next, as it does in a hand, so that a camera that stands still
// cannot be told from one that hangs.
func film(w io.Writer, code string) error {
	drawn, err := ticket.PNG(code, side)
	if err != nil {
		return err
	}
	qr, err := png.Decode(bytes.NewReader(drawn))
	if err != nil {
		return err
	}
	for i := range frames {
		picture := image.NewRGBA(image.Rect(0, 0, width, height))
		draw.Draw(picture, picture.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
		drift := i
		if i > frames/2 {
			drift = frames - i
		}
		at := image.Pt((width-side)/2+drift, (height-side)/2-drift/2)
		draw.Draw(picture, qr.Bounds().Add(at), qr, image.Point{}, draw.Src)
		if err := jpeg.Encode(w, picture, &jpeg.Options{Quality: 85}); err != nil {
			return err
		}
	}
	return nil
}
