package web

import "gerbang/app/i18n"

// PersonName is how lists, pages and exports name somebody who took part.
// Nobody takes part without a name: an empty one was erased with its account.
func PersonName(l *i18n.Locale, name string) string {
	if name == "" {
		return l.T("common.account_deleted")
	}
	return name
}
