// epub.js, the engine of many web shelves (Kavita, Komga, Calibre-Web ...).
import { walk } from './walk.js'

const book = window.ePub('/book.epub')
const page = document.getElementById('page')
const rendition = book.renderTo(page, { width: '100%', height: '100%', flow: 'paginated', spread: 'none' })

const reader = {
    open: () => rendition.display(),
    showing: () => rendition.views().displayed().map(view => [view.section.href, view.document]),
    async next() {
        const before = rendition.currentLocation()
        if (before?.atEnd) return false
        await rendition.next()
        return true
    },
    async more() {
        const { toc, landmarks } = await book.loaded.navigation
        const flat = items => items.flatMap(item => [item, ...flat(item.subitems ?? [])])
        return {
            title: book.packaging.metadata.title,
            contents: flat(toc).map(item => item.label.trim()),
            landmarks: landmarks.map(item => item.type),
            dead: flat(toc)
                .filter(item => !book.spine.get(item.href))
                .map(item => item.href),
        }
    },
}
window.reader = reader // for tools/screenshots.py, which turns the pages itself
window.readThrough = () => walk(reader)
