package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/secret"
)

// minPassword is the shortest password staff may have, in characters.
const minPassword = 12

// user administers staff accounts; candidates make their own.
func (p *program) user(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("user: say what to do: add, list, password or disable")
	}
	run, ok := map[string]func(context.Context, []string) error{
		"add": p.userAdd, "list": p.userList, "password": p.userPassword, "disable": p.userDisable,
	}[args[0]]
	if !ok {
		return fmt.Errorf("user: %q is not one of add, list, password, disable", args[0])
	}
	return run(ctx, args[1:])
}

// userAdd makes a staff account. The password is read from standard input,
// so that it stands neither in the process list nor in the shell's history.
func (p *program) userAdd(ctx context.Context, args []string) error {
	fs := p.flags("user add")
	name := fs.String("name", "", "full name")
	email := fs.String("email", "", "e-mail address to sign in with")
	role := fs.String("role", "", "petugas, panitia, mitra, officer or admin")
	event := fs.String("event", "", "slug of the only event the role is for; empty for all")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if *name == "" || *email == "" || !app.Role(*role).Grants(app.StaffArea) {
		return errors.New("user add: -name, -email and a staff -role are needed")
	}
	hash, err := p.readPassword(ctx)
	if err != nil {
		return err
	}
	return p.with(ctx, func(d *database) error {
		grant := app.Grant{Role: app.Role(*role)}
		if *event != "" {
			e, err := d.EventForStaff(ctx, app.System("command line"), app.CheckIn, *event)
			if err != nil {
				return fmt.Errorf("event %q: %w", *event, err)
			}
			grant.EventID = e.ID
		}
		id, err := d.CreateStaff(ctx, app.System("command line"), *name, strings.ToLower(*email), hash, []app.Grant{grant})
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "account %d: %s <%s>, %s\n", id, *name, *email, *role)
		return nil
	})
}

func (p *program) userPassword(ctx context.Context, args []string) error {
	fs := p.flags("user password")
	email := fs.String("email", "", "e-mail address of the account")
	if err := fs.Parse(args); err != nil {
		return err
	}
	hash, err := p.readPassword(ctx)
	if err != nil {
		return err
	}
	return p.with(ctx, func(d *database) error {
		id, err := d.AccountByEmail(ctx, *email)
		if err != nil {
			return fmt.Errorf("account %q: %w", *email, err)
		}
		return d.SetPassword(ctx, app.System("command line"), id, hash)
	})
}

func (p *program) userDisable(ctx context.Context, args []string) error {
	fs := p.flags("user disable")
	email := fs.String("email", "", "e-mail address of the account")
	if err := fs.Parse(args); err != nil {
		return err
	}
	return p.with(ctx, func(d *database) error {
		id, err := d.AccountByEmail(ctx, *email)
		if err != nil {
			return fmt.Errorf("account %q: %w", *email, err)
		}
		return d.Disable(ctx, app.System("command line"), id)
	})
}

func (p *program) userList(ctx context.Context, args []string) error {
	if err := p.flags("user list").Parse(args); err != nil {
		return err
	}
	return p.with(ctx, func(d *database) error {
		w := tabwriter.NewWriter(p.stdout, 0, 4, 2, ' ', 0)
		for offset := 0; ; offset += userPage {
			accounts, total, err := d.Accounts(ctx, postgres.AccountFilter{Limit: userPage, Offset: offset})
			if err != nil {
				return err
			}
			for _, a := range accounts {
				if a.Staff {
					fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", a.ID, a.Name, a.Email, roles(a.Grants), state(a.Disabled))
				}
			}
			if offset+userPage >= total {
				break
			}
		}
		return w.Flush()
	})
}

// userPage is how many accounts are read at once.
const userPage = 500

func roles(grants []postgres.ScopedGrant) string {
	names := make([]string, len(grants))
	for i, g := range grants {
		names[i] = string(g.Role)
	}
	return strings.Join(names, ",")
}

func state(disabled bool) string {
	if disabled {
		return "disabled"
	}
	return ""
}

func (p *program) readPassword(ctx context.Context) (hash string, err error) {
	fmt.Fprintln(p.stderr, "Password (one line on standard input):")
	line, err := bufio.NewReader(p.stdin).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if err != nil && password == "" {
		return "", fmt.Errorf("no password on standard input: %w", err)
	}
	if len([]rune(password)) < minPassword {
		return "", fmt.Errorf("the password needs at least %d characters", minPassword)
	}
	return secret.HashPassword(ctx, password)
}
