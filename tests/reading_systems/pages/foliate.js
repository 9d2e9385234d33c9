// foliate-js, the engine of Foliate and Readest.
import '/node_modules/foliate-js/view.js'
import { walk } from './walk.js'

const view = document.createElement('foliate-view')
document.getElementById('page').append(view)
let showing = []
view.addEventListener('load', ({ detail: { doc, index } }) => {
    showing = [[view.book.sections[index].id, doc]]
})

const flat = items => (items ?? []).flatMap(item => [item, ...flat(item.subitems)])

const reader = {
    async open() {
        await view.open('/book.epub')
        await view.init({})
    },
    showing: () => showing,
    async next() {
        if (view.renderer.atEnd) return false
        await view.next()
        return true
    },
    async more() {
        const { metadata, toc, landmarks, pageList, sections } = view.book
        const dead = []
        for (const { href, label } of flat([...(toc ?? []), ...(landmarks ?? []), ...(pageList ?? [])])) {
            const place = href && (await view.book.resolveHref(href))
            const doc = place && (await sections[place.index]?.createDocument())
            if (!doc || (href.includes('#') && !place.anchor(doc))) dead.push(`${label}: ${href}`)
        }
        return {
            title: metadata.title?.en ?? metadata.title,
            language: metadata.language,
            contents: flat(toc).map(item => item.label),
            landmarks: (landmarks ?? []).flatMap(item => item.type),
            pages: (pageList ?? []).length,
            dead,
        }
    },
}
window.reader = reader // for tools/screenshots.py, which turns the pages itself
window.readThrough = () => walk(reader)
