package main

import (
	"bytes"
	"image/jpeg"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

func TestFilmShowsTheCode(t *testing.T) {
	const code = "K7QP2M4XAB3D5F6H"
	var out bytes.Buffer
	if err := film(&out, code); err != nil {
		t.Fatal(err)
	}
	pictures := bytes.SplitAfter(out.Bytes(), []byte{0xff, 0xd9}) // end of image
	pictures = pictures[:len(pictures)-1]
	if len(pictures) != frames {
		t.Fatalf("%d pictures, want %d", len(pictures), frames)
	}
	for i, p := range pictures {
		img, err := jpeg.Decode(bytes.NewReader(p))
		if err != nil {
			t.Fatalf("picture %d: %v", i, err)
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
		if err != nil {
			t.Fatal(err)
		}
		read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		if err != nil || read.GetText() != code {
			t.Errorf("picture %d reads %v, %v", i, read, err)
		}
	}
}

func TestFilmRefusesWhatIsNoCode(t *testing.T) {
	if err := film(&bytes.Buffer{}, "K7QP"); err == nil {
		t.Error("no error for a code that is too short")
	}
}
