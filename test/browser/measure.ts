import type { BrowserPage } from './browser.ts';

/** How a page is made, as a browser sees it. */
export interface PageShape {
  readonly title: string;
  readonly headings: readonly string[];
  /** Everything that can be read, hidden texts for screen readers included. */
  readonly text: string;
  /** Fields without a name. */
  readonly unnamed: readonly string[];
  /** Cells of headings without a scope. */
  readonly scopeless: readonly string[];
  /** Ids that stand twice. */
  readonly doubled: readonly string[];
  /** How much wider than the window it is. Unit: CSS pixels. */
  readonly beyond: number;
  /** Elements that reach beyond the window. */
  readonly wide: readonly string[];
  /** Landmarks: `header`, `main`. */
  readonly landmarks: readonly string[];
  /** Elements that would run something. */
  readonly running: number;
}

const SHAPE = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const ids = all('[id]').map((one) => one.id);
  const width = document.documentElement.clientWidth;
  return {
    title: document.title,
    headings: all('h1,h2,h3,h4').map((one) => one.tagName.toLowerCase()),
    text: document.body.textContent.replace(/\\s+/g, ' '),
    unnamed: all('input,select,textarea').filter((one) => !one.labels?.length && !one.ariaLabel).map((one) => one.outerHTML),
    scopeless: all('th').filter((one) => !one.scope).map((one) => one.outerHTML),
    doubled: ids.filter((id, at) => ids.indexOf(id) !== at),
    beyond: document.documentElement.scrollWidth - width,
    wide: all('body *').filter((one) => one.getBoundingClientRect().right > width + 1).map((one) => one.outerHTML.slice(0, 80)),
    landmarks: all('body > header, body > main, body > footer, nav').map((one) => one.tagName.toLowerCase()),
    running: all('script,iframe,object,embed,img,[style],[onclick],[onerror],[onload]').length,
  };
})()`;

/** Looks at how a page is made. */
export async function shapeOf(page: BrowserPage): Promise<PageShape> {
  return (await page.evaluate(SHAPE)) as PageShape;
}

/** A text and how it stands out. */
export interface TextContrast {
  readonly text: string;
  readonly contrast: number;
}

/** Source: WCAG 2.2, "contrast ratio"; what is behind a text is what is behind all of its elements, laid over another. */
const CONTRASTS = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const over = (layers) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const layer of layers) { canvas.fillStyle = layer; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const measure = (text, element, color) => {
    const layers = [];
    for (let one = element; one !== null; one = one.parentElement) layers.unshift(getComputedStyle(one).backgroundColor);
    const [a, b] = [luminance(over([...layers, color])), luminance(over(layers))];
    found.push({ text, contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) });
  };
  for (const field of document.querySelectorAll('input')) {
    measure(field.placeholder, field, getComputedStyle(field, '::placeholder').color);
    measure('a field', field, getComputedStyle(field).color);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === '' || element.getBoundingClientRect().width <= 1) continue;
    measure(node.data.trim().slice(0, 40), element, getComputedStyle(element).color);
  }
  return found;
})()`;

/** How every text of a page that can be seen stands out from what is behind it. */
export async function contrastsOf(page: BrowserPage): Promise<readonly TextContrast[]> {
  return (await page.evaluate(CONTRASTS)) as readonly TextContrast[];
}
