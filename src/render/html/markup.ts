// HTML that is escaped unless it was made here: the only place that builds markup.
import { visible } from '../visible.ts'

/** Finished markup. A plain string put into a template is text and becomes escaped. */
export interface Html {
  readonly markup: string
}

type Part = Html | string | number | readonly Html[]

/** Escapes text for element content and quoted attributes; shows what cannot be seen. */
export function escapeHtml(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** A template for markup: html`<p>${text}</p>`. Attributes must stand in quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = strings.map(
    (text, index) => text + (index < parts.length ? asMarkup(parts[index] ?? '') : ''),
  )
  return { markup: markup.join('') }
}

/** Text in which pairs of backticks mark code, as our own sentences have them. */
export function prose(text: string): Html {
  const parts = text.split(/`([^`]{1,400})`/)
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`
}

/** Markup written by us, as a style sheet is. Never for anything that comes from outside. */
export function trusted(markup: string): Html {
  return { markup }
}

export const nothing: Html = { markup: '' }

function asMarkup(part: Part): string {
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  if ('markup' in part) return part.markup
  return part.map(one => one.markup).join('')
}
