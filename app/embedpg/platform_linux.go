package embedpg

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// capDACOverride is CAP_DAC_OVERRIDE of linux/capability.h.
const capDACOverride = 1

func setParentDeathSignal(attr *syscall.SysProcAttr, sig syscall.Signal) { attr.Pdeathsig = sig }

// namespaceAccount is this process's own user, which a user namespace shows to the program as another user.
func namespaceAccount(uid, gid int) account {
	return account{name: "own user in a user namespace", uid: -1, gid: -1, attr: func() *syscall.SysProcAttr {
		return &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: uid, HostID: os.Geteuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: gid, HostID: os.Getegid(), Size: 1}},
		}
	}}
}

// overrideAccount is another user with the one right of root's that lets it pass closed folders.
func overrideAccount(uid, gid int) account {
	a := plainAccount(uid, gid)
	a.name += " with DAC_OVERRIDE"
	a.passes = true
	plain := a.attr
	a.attr = func() *syscall.SysProcAttr {
		attr := plain()
		attr.AmbientCaps = []uintptr{capDACOverride}
		return attr
	}
	return a
}

// serves reports whether process pid is a PostgreSQL server or one of its children working on the folder data.
// Zombies do not count: nobody may be there to collect them.
func serves(pid int, data string) bool {
	proc := "/proc/" + strconv.Itoa(pid)
	stat, err := os.ReadFile(proc + "/stat")
	if err != nil {
		return false
	}
	// "pid (name) state …", where the name may contain anything.
	name, rest, ok := bytes.Cut(stat, []byte("("))
	end := bytes.LastIndexByte(rest, ')')
	if !ok || len(name) == 0 || end < 0 || end+2 >= len(rest) {
		return false
	}
	if state := rest[end+2]; state == 'Z' || state == 'X' || !isServerName(string(rest[:end])) {
		return false
	}
	// Every server process works from inside the data folder. Without the right to see that, the command line of the
	// first one tells.
	if cwd, err := os.Stat(proc + "/cwd"); err == nil {
		own, err := os.Stat(data)
		return err == nil && os.SameFile(cwd, own)
	}
	cmdline, err := os.ReadFile(proc + "/cmdline")
	return err == nil && strings.Contains("\x00"+string(cmdline)+"\x00", "\x00"+data+"\x00")
}

// servers lists the PostgreSQL processes that work on the folder data.
func servers(data string) []int {
	names, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil
	}
	var pids []int
	for _, name := range names {
		pid, err := strconv.Atoi(filepath.Base(name))
		if err == nil && serves(pid, data) {
			pids = append(pids, pid)
		}
	}
	return pids
}
