// Collecting objects from any number of files: each parsed, put into the form of our model, and kept once.
import type { z } from 'zod'
import { withoutNulls } from '../model/meta.ts'
import { converted } from './convert.ts'
import {
  type Fields,
  fieldsOf,
  isKnownKind,
  type KnownKind,
  kindByShape,
  kindInPath,
  schemas,
} from './kinds.ts'
import { mended } from './mend.ts'
import { newestIn } from './moment.ts'

/** The objects of one kind, each once: the newest version where there are several. */
class Shelf<S extends z.ZodType> {
  readonly #schema: S
  readonly #kept = new Map<string, { readonly object: z.output<S>; readonly version: number }>()

  constructor(schema: S) {
    this.#schema = schema
  }

  /** False where the object can't be read. */
  add(object: object): boolean {
    const parsed = mended(this.#schema, object)
    if (parsed === undefined) return false
    const key = keyOf(object)
    const version = Number(fieldsOf(fieldsOf(object).get('metadata')).get('resourceVersion') ?? 0) || 0
    const before = this.#kept.get(key)
    if (before === undefined || before.version < version) this.#kept.set(key, { object: parsed, version })
    return true
  }

  /** In the order in which they came. */
  all(): z.output<S>[] {
    return [...this.#kept.values()].map(({ object }) => object)
  }
}

function keyOf(object: object): string {
  const fields = fieldsOf(object)
  const metadata = fieldsOf(fields.get('metadata'))
  const name = String(metadata.get('name') ?? '')
  // Only events can do without a name.
  if (name !== '') return `${metadata.get('namespace') ?? 'default'}/${name}`
  const parts = ['involvedObject', 'reason', 'message', 'lastTimestamp', 'eventTime']
  return JSON.stringify(parts.map(part => fields.get(part)))
}

function createShelves() {
  return {
    Pod: new Shelf(schemas.Pod),
    Event: new Shelf(schemas.Event),
    Service: new Shelf(schemas.Service),
    EndpointSlice: new Shelf(schemas.EndpointSlice),
    Endpoints: new Shelf(schemas.Endpoints),
    PersistentVolumeClaim: new Shelf(schemas.PersistentVolumeClaim),
    PersistentVolume: new Shelf(schemas.PersistentVolume),
    Node: new Shelf(schemas.Node),
    Namespace: new Shelf(schemas.Namespace),
    ResourceQuota: new Shelf(schemas.ResourceQuota),
    Secret: new Shelf(schemas.Secret),
    Deployment: new Shelf(schemas.Deployment),
    ReplicaSet: new Shelf(schemas.ReplicaSet),
    StatefulSet: new Shelf(schemas.StatefulSet),
    DaemonSet: new Shelf(schemas.DaemonSet),
    Job: new Shelf(schemas.Job),
    CronJob: new Shelf(schemas.CronJob),
    ReplicationController: new Shelf(schemas.ReplicationController),
  } satisfies Record<KnownKind, unknown>
}

/** All objects of a dump, by kind. */
export class Store {
  readonly shelves = createShelves()
  /** Objects of kinds that tell nothing about a failing pod, counted by kind. */
  readonly ignored = new Map<string, number>()
  /** Kinds of which there was a list or an object, however empty. */
  readonly seen = new Set<string>()
  /** Objects of our kinds that could not be read. */
  unreadable = 0
  /** Pods that no cluster has ever seen: manifests. */
  manifests = 0
  /** The newest time in any object, in milliseconds since 1970; 0 where there is none. */
  newest = 0
  /** The server's version where the dump has it. */
  version: string | null = null

  /**
   * Takes a document in: an object, a list of them, or something else, which is passed over. Empties lists as it goes.
   * @param path of its file, which may tell the kind where the document does not
   */
  add(document: unknown, path: string): void {
    if (Array.isArray(document)) this.#addItems(document, '', path)
    else this.#addDocument(document, path)
  }

  #addDocument(document: unknown, path: string): void {
    const fields = fieldsOf(document)
    const kind = String(fields.get('kind') ?? '')
    if (fields.has('items') && (kind === '' || kind.endsWith('List'))) {
      const listKind = kind.replace(/List$/, '')
      const told = listKind === '' ? (kindInPath(path) ?? '') : listKind
      if (told !== '') this.seen.add(told)
      const items = fields.get('items')
      if (Array.isArray(items)) this.#addItems(items, listKind, path)
    } else if (fields.has('metadata') || fields.has('involvedObject')) this.#addObject(document, '', path)
    else this.version ??= serverVersion(fields)
  }

  /** Counts an object that was not even parsed, as its kind tells nothing. */
  ignore(kind: string): void {
    this.ignored.set(kind, (this.ignored.get(kind) ?? 0) + 1)
  }

  #addItems(items: unknown[], listKind: string, path: string): void {
    for (const [index, item] of items.entries()) {
      // Let go of each as soon as it is read: a dump of 100 MB would fill the memory twice.
      items[index] = null
      if (fieldsOf(item).has('items')) this.add(item, path)
      else this.#addObject(item, listKind, path)
    }
  }

  #addObject(raw: unknown, listKind: string, path: string): void {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return
    const fields = fieldsOf(raw)
    const own = fields.get('kind')
    const told = typeof own === 'string' && own !== '' ? own : listKind
    const kind = told !== '' ? told : (kindByShape(raw) ?? kindInPath(path) ?? '')
    // Lists of other things are JSON too.
    if (kind === '' || !(fields.has('metadata') || isKnownKind(kind))) return
    this.seen.add(kind)
    this.newest = Math.max(this.newest, newestIn(raw))
    if (!isKnownKind(kind)) this.ignore(kind)
    else if (kind === 'Pod' && Object.keys(fieldsOf(fields.get('status')).all).length === 0)
      this.manifests += 1
    else this.#keep(kind, raw)
  }

  #keep(kind: KnownKind, raw: object): void {
    const metadata: unknown = Reflect.get(raw, 'metadata')
    if (typeof metadata === 'object' && metadata !== null) Reflect.deleteProperty(metadata, 'managedFields')
    const plain = withoutNulls(raw)
    const object = converted(kind, typeof plain === 'object' && plain !== null ? plain : {})
    if (!this.shelves[kind].add(object)) this.unreadable += 1
  }
}

/** `kubectl version -o json`, `/version`, and what other tools make of it. */
function serverVersion(fields: Fields): string | null {
  const places = [fields, fieldsOf(fields.get('serverVersion')), fieldsOf(fields.get('info'))]
  const version = places.map(place => place.get('gitVersion')).find(one => typeof one === 'string')
  return typeof version === 'string' ? version : null
}
