package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation returns how the camera was held, as EXIF counts it: 1 upright,
// 2 to 8 mirrored or turned. What cannot be read is upright.
func orientation(kind string, b []byte) int {
	var exif []byte
	switch kind {
	case JPEG:
		exif = exifOfJPEG(b)
	case PNG:
		exif = exifOfPNG(b)
	case WebP:
		exif = exifOfWebP(b)
	}
	if n := orientationTag(exif); n >= 1 && n <= 8 {
		return n
	}
	return 1
}

var exifHead = []byte("Exif\x00\x00")

// exifOfJPEG returns the TIFF block of the first Exif segment before the
// picture itself begins.
func exifOfJPEG(b []byte) []byte {
	for i := 2; i+4 <= len(b) && b[i] == 0xff; {
		marker := b[i+1]
		if marker == 0xff { // filling
			i++
			continue
		}
		if marker == 0xda || marker == 0xd9 {
			return nil
		}
		size := int(binary.BigEndian.Uint16(b[i+2:]))
		if size < 2 || i+2+size > len(b) {
			return nil
		}
		if segment := b[i+4 : i+2+size]; marker == 0xe1 && bytes.HasPrefix(segment, exifHead) {
			return segment[len(exifHead):]
		}
		i += 2 + size
	}
	return nil
}

func exifOfPNG(b []byte) []byte {
	for i := 8; i+12 <= len(b); {
		size := int(binary.BigEndian.Uint32(b[i:]))
		if size > len(b)-i-12 {
			return nil
		}
		if string(b[i+4:i+8]) == "eXIf" {
			return b[i+8 : i+8+size]
		}
		i += 12 + size
	}
	return nil
}

func exifOfWebP(b []byte) []byte {
	for i := 12; i+8 <= len(b); {
		size := int(binary.LittleEndian.Uint32(b[i+4:]))
		if size > len(b)-i-8 {
			return nil
		}
		if string(b[i:i+4]) == "EXIF" {
			return bytes.TrimPrefix(b[i+8:i+8+size], exifHead)
		}
		i += 8 + size + size%2
	}
	return nil
}

const tagOrientation = 0x0112

// orientationTag reads the orientation from a TIFF block, 0 when it has none.
func orientationTag(tiff []byte) int {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	entries := int(order.Uint16(tiff[at:]))
	for i := range entries {
		e := at + 2 + int64(i)*12
		if e+12 > int64(len(tiff)) {
			return 0
		}
		if order.Uint16(tiff[e:]) == tagOrientation {
			return int(order.Uint16(tiff[e+8:]))
		}
	}
	return 0
}

// turn puts a picture upright.
func turn(img *image.NRGBA, orientation int) *image.NRGBA {
	if orientation <= 1 {
		return img
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	outW, outH := w, h
	if orientation >= 5 {
		outW, outH = h, w
	}
	out := image.NewNRGBA(image.Rect(0, 0, outW, outH))
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch orientation {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(out.Pix[out.PixOffset(tx, ty):][:4], img.Pix[img.PixOffset(x, y):][:4])
		}
	}
	return out
}
