//go:build unix && !linux

package embedpg

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

func setParentDeathSignal(*syscall.SysProcAttr, syscall.Signal) {}

// namespaceAccount and overrideAccount need Linux; here they are one more try as the plain user.
func namespaceAccount(uid, gid int) account { return plainAccount(uid, gid) }

func overrideAccount(uid, gid int) account { return plainAccount(uid, gid) }

// serves reports whether process pid is the PostgreSQL server that was started on the folder data.
func serves(pid int, data string) bool {
	command, err := exec.Command("ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return false
	}
	program, arguments, _ := strings.Cut(string(command), " -")
	return isServerName(filepath.Base(strings.TrimSpace(program))) && strings.Contains(arguments, data)
}

// servers is only known on Linux; elsewhere postmaster.pid has to tell.
func servers(string) []int { return nil }
