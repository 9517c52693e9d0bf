// The `kubeconfig` input: a file's path, or the content itself. No fault shows the content: it holds credentials.
import { isMap, parseDocument } from 'yaml'
import { bad, type Checked, good } from './checked.ts'

/** A path as it is, or the content (decoded where it came in base64, as many keep it in a secret). */
export function kubeconfig(name: string, text: string): Checked<string> {
  const decoded = fromBase64(text)
  const content = decoded ?? text
  if (!isKubeconfigContent(content)) return good(text)
  if (isKubeconfig(content)) return good(content)
  return bad(
    `Invalid ${name}: it is neither one path nor the content of a kubeconfig. ` +
      'Give a path such as ~/.kube/config, or YAML with clusters, users and contexts.',
  )
}

/** Whether a `kubeconfig` setting is the content itself rather than a path: a document has lines or braces. */
export function isKubeconfigContent(kubeconfig: string): boolean {
  return kubeconfig.includes('\n') || kubeconfig.startsWith('{')
}

function isKubeconfig(content: string): boolean {
  const { contents, errors } = parseDocument(content)
  return errors.length === 0 && isMap(contents) && contents.has('clusters')
}

/** The decoded text where `text` is base64 of a kubeconfig, else null. */
function fromBase64(text: string): string | null {
  const packed = text.replace(/\s+/g, '')
  if (packed.length < 40 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return null
  const decoded = Buffer.from(packed, 'base64').toString('utf8')
  return isKubeconfigContent(decoded) && isKubeconfig(decoded) ? decoded : null
}
