// A page as GitHub's flavour of Markdown reads it, for tests that ask what became of hostile text.
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

export interface Node {
  readonly type: string
  readonly value?: string
  readonly url?: string
  readonly children?: readonly Node[]
}

export function parsed(markdown: string): Node {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
}

/** The node and all below it, in the order of the page. */
export function nodes(node: Node): readonly Node[] {
  return [node, ...(node.children ?? []).flatMap(nodes)]
}
