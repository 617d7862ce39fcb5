package embedpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// account is who the PostgreSQL programs run as. They refuse to run as root, so a root process has to be someone
// else for them; any other process runs them as itself.
type account struct {
	name string // for people
	uid  int    // owner of the files, -1 for this process's own user
	gid  int
	attr func() *syscall.SysProcAttr
	// passes is set when closed folders are no obstacle, though only once the program runs.
	passes bool
}

func ownAccount() account {
	return account{name: "own user", uid: -1, gid: -1, attr: func() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }}
}

func (a account) own(path string) error {
	if a.uid < 0 {
		return nil
	}
	return os.Chown(path, a.uid, a.gid)
}

// chooseAccount decides who the server runs as. The owner of an existing database folder is the choice made before
// and is kept; a new folder gets the first way that works here.
func chooseAccount(ctx context.Context, cl *cluster, created bool) (account, error) {
	info, err := os.Stat(cl.data)
	exists := err == nil
	owner := -1
	if exists {
		owner = int(info.Sys().(*syscall.Stat_t).Uid)
	}
	if os.Geteuid() != 0 {
		if exists && owner != os.Geteuid() {
			return account{}, fmt.Errorf("%s belongs to user %s: start Gerbang as that user or as root, or change its owner",
				cl.data, userName(owner))
		}
		// initdb needs a user with a name; containers often run as a bare number.
		if _, err := user.LookupId(strconv.Itoa(os.Geteuid())); err != nil {
			if a := namespaceAccount(unprivileged()); try(ctx, a, cl.programs, cl.dir) == nil {
				return a, nil
			}
		}
		return ownAccount(), nil
	}

	uid, gid := unprivileged()
	plain, namespaced, override := plainAccount(uid, gid), namespaceAccount(uid, gid), overrideAccount(uid, gid)
	var ways []account
	switch {
	case !exists:
		if created {
			// Lets the server pass through the folder without being able to list it.
			if err := admit(cl.dir, gid); err != nil {
				return account{}, err
			}
		}
		ways = []account{plain, namespaced, override}
	case owner == 0:
		ways = []account{namespaced, plain, override}
	default:
		gid = int(info.Sys().(*syscall.Stat_t).Gid)
		ways = []account{plainAccount(owner, gid), overrideAccount(owner, gid)}
	}

	var failures []error
	for i, way := range ways {
		if err := try(ctx, way, cl.programs, cl.dir); err != nil {
			failures = append(failures, fmt.Errorf("as %s: %w", way.name, err))
			continue
		}
		if created && i > 0 {
			if err := expel(cl.dir); err != nil {
				return account{}, err
			}
		}
		if exists && owner == 0 && way.uid > 0 {
			if err := chownAll(cl.data, way.uid, way.gid); err != nil {
				return account{}, err
			}
		}
		return way, nil
	}
	return account{}, fmt.Errorf("PostgreSQL refuses to run as root and no other way works here; start Gerbang as an ordinary user: %w",
		errors.Join(failures...))
}

// try runs the server program for nothing but its version, as the account and from inside dir.
func try(ctx context.Context, a account, p programs, dir string) error {
	cmd := exec.CommandContext(ctx, p.postgres(), "-V")
	cmd.SysProcAttr = a.attr()
	cmd.Dir = dir
	if a.passes {
		cmd.Dir = "/"
	}
	cmd.Env = serverEnv()
	cmd.WaitDelay = time.Second
	return cmd.Run()
}

// unprivileged picks the user who runs PostgreSQL for root. initdb wants one that the user database knows.
func unprivileged() (uid, gid int) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(u.Uid)
		gid, gidErr := strconv.Atoi(u.Gid)
		if uidErr == nil && gidErr == nil && uid > 0 {
			return uid, gid
		}
	}
	return 65534, 65534
}

// plainAccount is another user without any rights of root's; it needs every folder on the way to be open to it.
func plainAccount(uid, gid int) account {
	return account{name: "user " + userName(uid), uid: uid, gid: gid, attr: func() *syscall.SysProcAttr {
		return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}}
}

func userName(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username
	}
	return strconv.Itoa(uid)
}

func admit(dir string, gid int) error {
	if err := os.Chown(dir, 0, gid); err != nil {
		return fmt.Errorf("open data folder to PostgreSQL: %w", err)
	}
	return os.Chmod(dir, 0o710)
}

func expel(dir string) error {
	if err := os.Chown(dir, 0, 0); err != nil {
		return fmt.Errorf("close data folder: %w", err)
	}
	return os.Chmod(dir, 0o700)
}

func chownAll(root string, uid, gid int) error {
	return filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, uid, gid)
	})
}
