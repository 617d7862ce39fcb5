// What an answer sounds and feels like, so that nobody has to look.

const buzz = { ok: 80, dup: [80, 60, 80], no: 400, off: [80, 60, 200] }

// Each note: pitch in Hz, start and length in seconds.
const notes = {
  ok: [[880, 0, .09], [1320, .1, .14]],
  dup: [[620, 0, .1], [620, .16, .1]],
  no: [[170, 0, .45]],
  off: [[420, 0, .12], [320, .16, .2]],
}

let audio

// wake must be called from a touch or a key: browsers allow sound only then.
export function wake() {
  const Audio = window.AudioContext ?? window.webkitAudioContext
  if (!Audio) return
  audio ??= new Audio()
  audio.resume?.().catch(() => {})
}

export function signal(state) {
  navigator.vibrate?.(buzz[state])
  if (audio?.state !== 'running') return
  for (const [pitch, start, length] of notes[state]) {
    const tone = audio.createOscillator(), volume = audio.createGain(), at = audio.currentTime + start
    tone.type = state === 'no' ? 'sawtooth' : 'sine'
    tone.frequency.value = pitch
    volume.gain.setValueAtTime(.0001, at)
    volume.gain.exponentialRampToValueAtTime(.5, at + .01)
    volume.gain.exponentialRampToValueAtTime(.0001, at + length)
    tone.connect(volume).connect(audio.destination)
    tone.start(at)
    tone.stop(at + length + .02)
  }
}
