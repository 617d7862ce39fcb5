// The back camera of the phone: its picture, its torch, and a screen that stays on meanwhile.

const pace = 100 // ms between two looks at the picture: a phone warms up otherwise

// camera calls look(video, box) with the middle of the picture, ten times a second at most and never twice at once.
export function camera(video, look) {
  let stream, lock, running = 0

  async function start() {
    if (!navigator.mediaDevices?.getUserMedia) throw new DOMException('no camera here', 'SecurityError')
    stop()
    const mine = ++running
    const opened = await navigator.mediaDevices.getUserMedia({
      audio: false, video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
    })
    if (mine !== running) return opened.getTracks().forEach(t => t.stop())
    stream = opened
    video.srcObject = stream
    await video.play()
    stayAwake()
    loop(mine)
  }

  function stop() {
    running++
    stream?.getTracks().forEach(t => t.stop())
    stream = undefined
    video.srcObject = null
    lock?.release().catch(() => {})
    lock = undefined
  }

  async function loop(mine) {
    while (mine === running) {
      const begun = performance.now()
      const side = Math.min(video.videoWidth, video.videoHeight)
      if (side > 0) {
        await look(video, { x: (video.videoWidth - side) / 2, y: (video.videoHeight - side) / 2, width: side, height: side })
      }
      await new Promise(r => setTimeout(r, Math.max(0, pace - (performance.now() - begun))))
      await nextFrame()
    }
  }

  function nextFrame() {
    return new Promise(r => {
      if (video.requestVideoFrameCallback) {
        video.requestVideoFrameCallback(r)
        setTimeout(r, 1000) // a stopped stream has no next frame
      } else {
        requestAnimationFrame(r)
      }
    })
  }

  async function stayAwake() {
    try {
      lock = await navigator.wakeLock?.request('screen')
    } catch {
      // low battery, or not allowed: the screen goes dark as usual
    }
  }

  const track = () => stream?.getVideoTracks()[0]
  return {
    start, stop,
    get on() { return stream !== undefined && track()?.readyState === 'live' },
    get hasTorch() { return track()?.getCapabilities?.().torch === true },
    torch: lit => track().applyConstraints({ advanced: [{ torch: lit }] }),
  }
}
