package candidate

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	view "gerbang/views/candidate"
)

const devicesPath = "/akun/perangkat"

// Devices lists where the visitor is signed in.
func (h *Handler) Devices(c *fiber.Ctx) error {
	devices, err := h.DB.Devices(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	p := h.page(c, "device.title")
	var list []view.Device
	for _, d := range devices {
		known := app.ParseDevice(d.UserAgent)
		v := view.Device{
			Name: p.T("device.unknown"), Phone: known.System == "Android" || known.System == "iPhone", This: d.This,
			Since: p.T("device.since", "time", p.L.DateTime(d.Since)), Seen: p.T("device.seen", "time", p.L.DateTime(d.LastSeen)),
			EndHref: devicesPath + "/" + formatID(d.ID) + "/keluar",
		}
		switch {
		case known.Browser != "" && known.System != "":
			v.Name = p.T("device.name", "browser", known.Browser, "system", known.System)
		case known.Browser+known.System != "":
			v.Name = known.Browser + known.System
		}
		list = append(list, v)
	}
	return h.Render(c, fiber.StatusOK, view.Devices(p, list))
}

// EndDevice signs another device out.
func (h *Handler) EndDevice(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	if err := h.DB.EndDevice(c.UserContext(), web.Actor(c), id); err != nil {
		return err
	}
	h.Flash(c, "ok", "device.ended")
	return h.Redirect(c, devicesPath)
}

// EndOtherDevices signs every other device out.
func (h *Handler) EndOtherDevices(c *fiber.Ctx) error {
	n, err := h.DB.EndOtherDevices(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	h.Flash(c, "ok", "device.ended_others", "n", formatID(int64(n)))
	return h.Redirect(c, devicesPath)
}
