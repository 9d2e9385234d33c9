// Readium's web navigator (Thorium Web and library readers); bundled by esbuild, as its users do.
import { EpubNavigator } from '@readium/navigator'
import { HttpFetcher, Locator, LocatorLocations, Manifest, Publication } from '@readium/shared'
import { walk } from './walk.js'

const page = document.getElementById('page')
let navigator

const reader = {
    async open() {
        const base = new URL('/unpacked/', location.href).href
        const manifest = Manifest.deserialize(await (await fetch('/unpacked/manifest.json')).json())
        manifest.setSelfLink(base + 'manifest.json')
        const publication = new Publication({ manifest, fetcher: new HttpFetcher(undefined, base) })
        const items = publication.readingOrder.items
        const positions = items.map(
            (link, index) =>
                new Locator({
                    href: link.href,
                    type: link.type,
                    locations: new LocatorLocations({
                        position: index + 1,
                        progression: 0,
                        totalProgression: index / items.length,
                    }),
                }),
        )
        navigator = new EpubNavigator(page, publication, { frameLoaded() {}, positionChanged() {} }, positions)
        await navigator.load()
    },
    showing() {
        const frame = navigator._cframes[0]?.iframe
        return frame?.contentDocument?.body ? [[navigator.currentLocator.href, frame.contentDocument]] : []
    },
    next: () =>
        new Promise(done => {
            navigator.goForward(false, done)
        }),
}
window.reader = reader // for tools/screenshots.py, which turns the pages itself
window.readThrough = () => walk(reader)
