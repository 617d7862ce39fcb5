package worker

// Task is one piece of queued work.
type Task struct {
	ID          int64
	Kind        string
	Payload     []byte
	Attempt     int // claims so far, this one included: 1 at first
	MaxAttempts int // after how many failed attempts the task is buried
}
