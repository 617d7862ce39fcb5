package embedpg

import (
	"maps"
	"slices"
)

// settings returns the server's settings for c. They suit a small machine (2 cores, 4 GB and up); what a session says
// about people stays out of the log.
func settings(c Config, socketDir string) map[string]string {
	s := map[string]string{
		"listen_addresses":           "",
		"port":                       "5432",
		"unix_socket_directories":    `"` + socketDir + `"`,
		"unix_socket_permissions":    "0700",
		"cluster_name":               "gerbang",
		"max_connections":            "100",
		"shared_buffers":             "256MB",
		"effective_cache_size":       "1GB",
		"work_mem":                   "8MB",
		"maintenance_work_mem":       "128MB",
		"max_wal_size":               "1GB",
		"wal_compression":            "on",
		"random_page_cost":           "1.1",
		"jit":                        "off",
		"synchronous_commit":         "on",
		"timezone":                   "UTC",
		"log_timezone":               "UTC",
		"lc_messages":                "C",
		"log_destination":            "stderr",
		"logging_collector":          "off",
		"log_line_prefix":            "",
		"log_error_verbosity":        "terse",
		"log_min_error_statement":    "panic",
		"log_parameter_max_length":   "0",
		"log_checkpoints":            "off",
		"log_min_duration_statement": "-1",
	}
	if c.Throwaway {
		maps.Copy(s, map[string]string{
			"fsync":              "off",
			"synchronous_commit": "off",
			"full_page_writes":   "off",
			"wal_level":          "minimal",
			"max_wal_senders":    "0",
			"wal_compression":    "off",
		})
	}
	maps.Copy(s, c.Settings)
	return s
}

// arguments gives the settings as command line arguments, which no file in the data folder can override, in a fixed
// order.
func arguments(settings map[string]string) []string {
	var args []string
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	return args
}
