// Package postgres keeps everything Gerbang knows in PostgreSQL. It holds
// every SQL statement of the product, one file per noun: an exported method
// opens the transaction, unexported functions take it. Changes name their
// actor and write their audit row and outbox rows in the same transaction.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/batch"
	"gerbang/app/secret"
)

// Options are what Open needs beside the address of the server.
type Options struct {
	Box *secret.Box // seals identity numbers; required
	Log *slog.Logger
	// MaxConns limits open connections of this process; 0 means 24.
	MaxConns int
	// Now replaces the clock in tests; nil means time.Now.
	Now func() time.Time
}

// DB is the store. It is safe for use by many goroutines.
type DB struct {
	sql *sqlx.DB
	dsn string
	box *secret.Box
	log *slog.Logger
	now func() time.Time

	statements sync.Map // query text → *sqlx.Stmt

	hot *DB // the same store over the connections of the hot paths

	registering *batch.Group[registerItem, flushed[Registered]]
	redeeming   *batch.Group[redeemItem, flushed[app.Verdict]]
	lookingUp   *batch.Group[[]byte, loginRow]

	findingEvent *batch.Group[string, app.Event]

	search searcher

	flushLog  func(ctx context.Context) error // waits until what was committed is on disk
	placeLock string                          // locks an event's row while its places are given away
}

// Open connects to the server and checks that it answers. It does not
// migrate; see Migrate.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	if o.Box == nil {
		return nil, errors.New("postgres: Options.Box is required")
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.MaxConns == 0 {
		o.MaxConns = 24
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	cfg, err := configure(dsn)
	if err != nil {
		return nil, err
	}
	pool, err := connect(ctx, cfg, o.MaxConns)
	if err != nil {
		return nil, err
	}
	cfg.Runtime = maps.Clone(cfg.Runtime)
	maps.Copy(cfg.Runtime, hotSettings)
	hotPool, err := connect(ctx, cfg, hotConns)
	if err != nil {
		pool.Close()
		return nil, err
	}
	db := &DB{sql: pool, dsn: dsn, box: o.Box, log: o.Log, now: o.Now}
	db.hot = &DB{sql: hotPool, dsn: dsn, box: o.Box, log: o.Log, now: o.Now, placeLock: "FOR NO KEY UPDATE OF e, c"}
	db.placeLock = db.hot.placeLock
	db.flushLog = db.commitTiny
	db.registering = batch.New(flushAfter(db.startFlush, db.hot.registerBatch), 500, batch.Gather(crowdRest))
	db.redeeming = batch.New(flushAfter(db.startFlush, db.hot.redeemBatch), 500, batch.Gather(crowdRest))
	db.lookingUp = batch.New(db.loginBatch, 500)
	db.findingEvent = batch.New(db.eventBatch, 500)
	return db, nil
}

func connect(ctx context.Context, cfg pq.Config, conns int) (*sqlx.DB, error) {
	connector, err := pq.NewConnectorConfig(cfg)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	pool := sqlx.NewDb(sql.OpenDB(connector), "postgres")
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("postgres: cannot reach the database: %w", err)
	}
	return pool, nil
}

// Registrations and admissions run on connections of their own: page views
// cannot use those up, and their statements are planned once, by index. Left
// to itself the planner would keep, through a whole rush, the plan it made
// while the tables were still empty: reading them from end to end. For the
// same reason these statements look rows up in LATERAL subqueries with a
// LIMIT, which cannot be turned into a join over a whole table.
var hotSettings = map[string]string{
	"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "enable_bitmapscan": "off",
	"synchronous_commit": "off", // made up for by flushAfter
}

// hotConns is how many events can be registered for or admitted to at one
// moment; batches of one event take turns anyway.
const hotConns = 8

// crowdRest is how long a batch of many waits for those who are just being
// told of the last one: far less than the flush they wait for.
const crowdRest = time.Millisecond

// configure reads a DSN and adds what every connection of Gerbang runs with.
// A statement that runs longer than its timeout is stopped by the server: a
// request's own deadline alone would leave it running there.
func configure(dsn string) (pq.Config, error) {
	cfg, err := pq.NewConfig(dsn)
	if err != nil {
		return pq.Config{}, fmt.Errorf("postgres: DATABASE_URL: %w", err)
	}
	runtime := map[string]string{
		"statement_timeout":                   "15000",
		"idle_in_transaction_session_timeout": "30000",
		"timezone":                            "Asia/Jakarta",
	}
	maps.Copy(runtime, cfg.Runtime)
	cfg.Runtime = runtime
	if cfg.ApplicationName == "" {
		cfg.ApplicationName = "gerbang"
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 10 * time.Second
	}
	return cfg, nil
}

// Close waits for what is under way and closes every connection.
func (db *DB) Close() error { return errors.Join(db.sql.Close(), db.hot.sql.Close()) }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.sql.PingContext(ctx) }

// Connections returns how many connections are open and how many of them are
// at work, for the metrics page.
func (db *DB) Connections() (open, inUse int) {
	pages, hot := db.sql.Stats(), db.hot.sql.Stats()
	return pages.OpenConnections + hot.OpenConnections, pages.InUse + hot.InUse
}

// Box returns the seal of personal data, for what is sealed outside tables.
func (db *DB) Box() *secret.Box { return db.box }

// InTx runs fn in one transaction: it commits when fn returns nil and rolls
// back otherwise. When PostgreSQL asks for a retry (deadlock, serialization)
// fn runs again, so it must not touch anything outside tx.
func (db *DB) InTx(ctx context.Context, fn func(tx *sqlx.Tx) error) error {
	var err error
	for attempt := range 4 {
		if attempt > 0 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Duration(attempt*attempt) * 5 * time.Millisecond):
			}
		}
		if err = db.inTxOnce(ctx, fn); !retryable(err) {
			return err
		}
	}
	return err
}

func (db *DB) inTxOnce(ctx context.Context, fn func(tx *sqlx.Tx) error) error {
	tx, err := db.sql.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing once committed
	if err := fn(tx); err != nil {
		return translate(err)
	}
	return translate(tx.Commit())
}

// prepared returns the statement of a hot query, prepared once per
// connection: lib/pq otherwise pays a round trip to parse each time.
func (db *DB) prepared(ctx context.Context, query string) (*sqlx.Stmt, error) {
	if s, ok := db.statements.Load(query); ok {
		return s.(*sqlx.Stmt), nil
	}
	s, err := db.sql.PreparexContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if have, loaded := db.statements.LoadOrStore(query, s); loaded {
		s.Close()
		return have.(*sqlx.Stmt), nil
	}
	return s, nil
}
