// Finding the kubeconfig and saying in one sentence what is wrong with it.
import { Buffer } from 'node:buffer'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { type Cluster, KubeConfig, type User } from '@kubernetes/client-node'
import { ClusterAccessError } from '../model/errors.ts'
import type { Settings } from '../model/settings.ts'
import { namesSecret } from '../redact/patterns/named.ts'

/** The process environment, as far as finding a kubeconfig needs it. */
export interface KubeconfigEnvironment {
  readonly KUBECONFIG?: string | undefined
  readonly HOME?: string | undefined
  readonly USERPROFILE?: string | undefined
  readonly KUBERNETES_SERVICE_HOST?: string | undefined
}

/** A secret of the kubeconfig, named for the report. */
export interface Credential {
  readonly label: string
  readonly value: string
}

const WHERE_IT_COMES_FROM =
  'Create the cluster in a step before this one, or set the input `kubeconfig` to the path of a kubeconfig file.'

/**
 * The kubeconfig that the user means: the input (a path or the content itself), else `KUBECONFIG`, else
 * `~/.kube/config`, with the asked context chosen and proved to name a cluster.
 * Unlike kubectl there is no silent fall-back to localhost:8080: nobody runs a test cluster there.
 *
 * @throws ClusterAccessError where there is none or it can't be used
 */
export function loadKubeconfig(
  settings: Pick<Settings, 'kubeconfig' | 'context'>,
  environment: KubeconfigEnvironment,
): KubeConfig {
  const config = readKubeconfig(settings.kubeconfig, environment)
  if (settings.context !== null) chooseContext(config, settings.context)
  requireUsable(config)
  return config
}

function readKubeconfig(input: string | null, environment: KubeconfigEnvironment): KubeConfig {
  if (input?.includes('\n') || input?.trimStart().startsWith('{'))
    return merged([parse(input, 'the input `kubeconfig`')])
  const paths = input === null ? defaultPaths(environment) : [fromHome(input, environment)]
  const found = paths.filter(path => existsSync(path))
  if (found.length > 0) return merged(found.map(path => readFile(path)))
  if (input === null && inPod(environment)) return podsOwn()
  throw missing(input, paths)
}

/** As kubectl merges files: of two entries with the same name the first counts, and so does the first current context. */
function merged(configs: readonly KubeConfig[]): KubeConfig {
  const firstOfName = <T extends { readonly name: string }>(entries: readonly T[]): T[] => [
    ...new Map(entries.toReversed().map(entry => [entry.name, entry])).values(),
  ]
  const contexts = configs.map((config): string | undefined => config.currentContext)
  const config = new KubeConfig()
  config.loadFromOptions({
    clusters: firstOfName(configs.flatMap(one => one.clusters)).map(reachable),
    users: firstOfName(configs.flatMap(one => one.users)),
    contexts: firstOfName(configs.flatMap(one => one.contexts)),
    currentContext: contexts.find(context => context !== undefined && context !== ''),
  })
  return config
}

/** The client library refuses plain HTTP, such as that of `kubectl proxy`, unless it is told not to check what is not there. */
function reachable(cluster: Cluster): Cluster {
  return cluster.server.startsWith('http://') ? { ...cluster, skipTLSVerify: true } : cluster
}

/** A path as people write it, with `~` for the home folder, which no shell has expanded in a workflow's `with:`. */
function fromHome(path: string, environment: KubeconfigEnvironment): string {
  const home = environment.HOME ?? environment.USERPROFILE ?? ''
  return resolve(path.startsWith('~/') && home !== '' ? join(home, path.slice(2)) : path)
}

/** Whether the runner itself is a pod of the cluster (actions-runner-controller and its like). */
function inPod(environment: KubeconfigEnvironment): boolean {
  return (environment.KUBERNETES_SERVICE_HOST ?? '') !== '' && existsSync(SERVICE_ACCOUNT_TOKEN)
}

const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token'

function podsOwn(): KubeConfig {
  const config = new KubeConfig()
  config.loadFromCluster()
  return config
}

function missing(input: string | null, paths: readonly string[]): ClusterAccessError {
  const looked = paths.length > 0 ? paths.join(', ') : 'KUBECONFIG and ~/.kube/config are not set'
  const named = input !== null && isPath(input) ? input : 'that the input names'
  const what = input === null ? 'No kubeconfig was found' : `The kubeconfig ${named} does not exist`
  return new ClusterAccessError(
    input === null ? `${what} (looked at: ${looked}).` : `${what}.`,
    WHERE_IT_COMES_FROM,
  )
}

/** False for what people give in a path's place: the content itself, or a token. It must not be quoted. */
function isPath(text: string): boolean {
  return !/[\r\n{]/.test(text) && text.split(/[/\\]/).every(part => part.length < 32 || !/[0-9]/.test(part))
}

/** kubectl's own places, in its order. @throws ClusterAccessError where the variable holds the content itself */
function defaultPaths(environment: KubeconfigEnvironment): readonly string[] {
  const listed = (environment.KUBECONFIG ?? '').split(delimiter).filter(path => path !== '')
  if (!isPath(environment.KUBECONFIG ?? '') && !listed.some(path => existsSync(path)))
    throw new ClusterAccessError(
      'The variable KUBECONFIG holds no path of a kubeconfig.',
      'Where you have the content itself, give it to the input `kubeconfig` instead.',
    )
  if (listed.length > 0) return listed.map(path => (isAbsolute(path) ? path : resolve(path)))
  const home = environment.HOME ?? environment.USERPROFILE
  return home === undefined || home === '' ? [] : [join(home, '.kube', 'config')]
}

function readFile(path: string): KubeConfig {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ClusterAccessError(`The kubeconfig ${path} can't be read.`, WHERE_IT_COMES_FROM, { cause })
  }
  const config = parse(text, `the kubeconfig ${path}`)
  config.makePathsAbsolute(join(path, '..'))
  return config
}

function parse(text: string, where: string): KubeConfig {
  if (text.trim() === '') throw new ClusterAccessError(`${sentence(where)} is empty.`, WHERE_IT_COMES_FROM)
  const config = new KubeConfig()
  try {
    config.loadFromString(text)
  } catch (cause) {
    // The parser's own message may quote the file, and the file holds credentials.
    throw new ClusterAccessError(`${sentence(where)} is not a valid kubeconfig.`, WHERE_IT_COMES_FROM, {
      cause,
    })
  }
  if (config.clusters.length === 0)
    throw new ClusterAccessError(`${sentence(where)} names no cluster.`, WHERE_IT_COMES_FROM)
  return config
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

function chooseContext(config: KubeConfig, context: string): void {
  if (config.getContextObject(context) === null) {
    const known = config.getContexts().map(entry => entry.name)
    throw new ClusterAccessError(
      `The kubeconfig has no context "${context}".`,
      known.length > 0 ? `Set the input \`context\` to one of: ${known.join(', ')}.` : WHERE_IT_COMES_FROM,
    )
  }
  config.setCurrentContext(context)
}

function requireUsable(config: KubeConfig): void {
  const known = config.getContexts().map(entry => entry.name)
  const choose =
    known.length > 0 ? `Set the input \`context\` to one of: ${known.join(', ')}.` : WHERE_IT_COMES_FROM
  const current: string | undefined = config.currentContext
  if (current === undefined || current === '')
    throw new ClusterAccessError('The kubeconfig has no current context.', choose)
  if (config.getContextObject(current) === null)
    throw new ClusterAccessError(
      `The kubeconfig's current context "${current}" is not defined in it.`,
      choose,
    )
  if (config.getCurrentCluster() === null)
    throw new ClusterAccessError(
      `The context "${current}" names a cluster that the kubeconfig does not define.`,
      choose,
    )
}

/**
 * Every credential that the kubeconfig holds, of all its users, so that none of them can leave in a report.
 * Certificates are public; keys, tokens and passwords are not. Credentials that a plugin fetches are read from
 * the request that uses them (see `api.ts`).
 */
export function credentialsOf(config: KubeConfig): readonly Credential[] {
  return config.getUsers().flatMap(user => credentialsOfUser(user))
}

function credentialsOfUser(user: User): readonly Credential[] {
  const keyData =
    user.keyData === undefined ? undefined : Buffer.from(user.keyData, 'base64').toString('utf8')
  const keyFile =
    user.keyFile !== undefined && existsSync(user.keyFile) ? readFileSync(user.keyFile, 'utf8') : undefined
  const found = [
    ['token', user.token],
    ['password', user.password],
    ['client-key', keyData],
    ['client-key', keyFile],
    ['client-key-data', user.keyData],
  ] as const
  return [...found, ...pluginSecrets(user.authProvider), ...pluginSecrets(user.exec)].flatMap(
    ([label, value]) =>
      typeof value === 'string' && value !== '' ? [{ label: `kubeconfig ${label}`, value }] : [],
  )
}

/** What is configured for a plugin under a secret's name: `client-secret`, `refresh-token`, variables such as AWS_SECRET_ACCESS_KEY. */
function pluginSecrets(plugin: unknown): readonly (readonly [string, unknown])[] {
  if (typeof plugin !== 'object' || plugin === null) return []
  return Object.entries(plugin).flatMap(([key, member]): readonly (readonly [string, unknown])[] => {
    const name: unknown = key === 'value' ? Reflect.get(plugin, 'name') : key
    if (typeof member !== 'string') return pluginSecrets(member)
    return typeof name === 'string' && namesSecret(name) ? [[name, member]] : []
  })
}
