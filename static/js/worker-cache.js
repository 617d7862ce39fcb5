// What the service workers share: answers kept with their time, and the built files that pages name.

// kept is an answer with its time. Its headers stay, the policy of what it may load among them.
export function kept(body, from, at) {
  const headers = new Headers(from)
  for (const name of ['content-encoding', 'content-length', 'set-cookie']) headers.delete(name)
  headers.set('x-kept-at', at)
  return new Response(body, { headers })
}

// named finds the built files that a page names.
export const named = /\/static\/[\w.-]+/g

// keepFiles keeps the built files that a page names, and those that they name: fonts and parts of scripts.
export async function keepFiles(files, text) {
  const cache = await caches.open(files)
  const within = new RegExp(String.raw`(?:url\(|["'])["']?\./([\w.-]+)|url\(["']?([\w-][\w.-]*)["']?\)`, 'g')
  const load = async path => {
    let found = await cache.match(path, { ignoreVary: true })
    if (!found) {
      found = await fetch(path)
      if (!found.ok) return
      await cache.put(path, found.clone())
    }
    if (!/\.(css|js)$/.test(path)) return
    const inner = [...(await found.text()).matchAll(within)].map(m => '/static/' + (m[1] ?? m[2])).filter(p => /\.(js|woff2|svg)$/.test(p))
    await Promise.all([...new Set(inner)].map(load))
  }
  await Promise.all([...new Set(text.match(named))].map(load))
}

// networkOr is what the network answers, or what else there is when it fails or takes longer than patience, in ms.
export async function networkOr(network, patience, otherwise) {
  const late = new Promise(resolve => setTimeout(resolve, patience))
  try {
    const answer = await Promise.race([network, late])
    if (answer) return answer
  } catch {
    return await otherwise() ?? Response.error()
  }
  return await otherwise() ?? network
}
