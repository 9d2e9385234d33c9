// Turns a reading system's pages from first to last and notes every word that stood on one of them.
//
// A reader is { open(), showing(), next(), more() }: showing() gives [href, document] of what is laid out now,
// next() turns the page and is false at the end, more() gives what else the reader found in the book. Words are
// runs between white space within one text node.

const sections = new Map()
const LIMIT = 5000 // page turns: far above any example, so that a reader that runs in circles ends

function wordsOf(doc) {
    const found = []
    const nodes = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT)
    for (let node; (node = nodes.nextNode()); ) {
        if (node.parentElement.closest('script, style, [hidden]')) continue
        for (const match of node.data.matchAll(/\S+/g)) {
            const range = doc.createRange()
            range.setStart(node, match.index)
            range.setEnd(node, match.index + match[0].length)
            found.push({ text: match[0], range, seen: false })
        }
    }
    return found
}

function register(href, doc) {
    const known = sections.get(href)
    if (known?.doc === doc) return known
    const section = { doc, words: wordsOf(doc), cut: new Set(), pages: 0, seenBefore: known }
    sections.set(href, section)
    return section
}

// What of a frame is on the screen: every ancestor that clips or scrolls takes its part, shadow roots looked through.
function shownPart(frame) {
    const part = { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
    for (let node = frame.parentNode; node; node = node.parentNode ?? node.host) {
        if (node.nodeType !== Node.ELEMENT_NODE || getComputedStyle(node).overflow === 'visible') continue
        const rect = node.getBoundingClientRect()
        part.left = Math.max(part.left, rect.left)
        part.top = Math.max(part.top, rect.top)
        part.right = Math.min(part.right, rect.right)
        part.bottom = Math.min(part.bottom, rect.bottom)
    }
    return part
}

function look(href, doc) {
    const section = register(href, doc)
    section.pages += 1
    const page = shownPart(doc.defaultView.frameElement)
    const frame = doc.defaultView.frameElement.getBoundingClientRect()
    for (const word of section.words) {
        if (word.seen) continue
        for (const rect of word.range.getClientRects()) {
            const left = frame.left + rect.left
            const top = frame.top + rect.top
            const x = left + rect.width / 2
            const y = top + rect.height / 2
            if (x < page.left || x > page.right || y < page.top || y > page.bottom) continue
            word.seen = true
            if (left < page.left - 2 || left + rect.width > page.right + 2) section.cut.add(word.text)
        }
    }
    section.faults = faultsOf(doc)
}

function faultsOf(doc) {
    const faults = []
    for (const image of doc.images)
        if (!image.naturalWidth) faults.push(`image not shown: ${image.getAttribute('src')}`)
    for (const face of doc.fonts)
        if (face.status === 'error') faults.push(`font not loaded: ${face.family} ${face.style} ${face.weight}`)
    for (const link of doc.querySelectorAll('link[rel~=stylesheet]'))
        if (!link.sheet) faults.push(`style sheet not loaded: ${link.getAttribute('href')}`)
    return faults
}

const frameTurn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))

async function settle(reader) {
    await frameTurn()
    for (const [, doc] of reader.showing()) await doc.fonts.ready
    await frameTurn()
}

export async function walk(reader) {
    await reader.open()
    let turns = 0
    for (; turns < LIMIT; turns++) {
        await settle(reader)
        for (const [href, doc] of reader.showing()) look(href, doc)
        if (!(await reader.next())) break
    }
    return {
        turns,
        ended: turns < LIMIT,
        sections: [...sections].map(([href, { words, cut, pages, faults }]) => ({
            href,
            pages,
            words: words.map(word => word.text),
            unseen: words.filter(word => !word.seen).map(word => word.text),
            cut: [...cut],
            faults,
        })),
        more: reader.more ? await reader.more() : {},
    }
}
