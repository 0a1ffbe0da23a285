// SPDX-License-Identifier: Apache-2.0
// Rewrites a WebAssembly module so that a JVM can compile it: a Java method holds 64 KB of byte code, and HotSpot compiles
// none beyond 8,000 bytes, but PostgreSQL's grammar is one function of 100 KB. Usage:
//
//   node with-deep-stack.mjs split-functions.mjs IN.wasm OUT.wasm EXPORT...
//
// Functions that none of the named exports reaches become `unreachable`. Of each large one
//  - the locals move into a frame in memory, on the module's own stack, so that parts of it can share them;
//  - a long nest of blocks that stands for a `switch` becomes a loop over groups of cases, each a function of its own;
//  - runs of statements become functions. One that branches out of itself returns the number of the branch.
// What a function does, and in what order, stays the same.
import fs from 'node:fs';

const SPLIT_ABOVE = 5000; // bytes of a function body
const PART = 2000; // bytes of a part; a byte of WebAssembly becomes two to three of byte code
const NEST = 48; // depth from which a nest of blocks counts as a switch
const [input, output, ...roots] = process.argv.slice(2);

const OUTSIDE = 1 << 30; // numbers from here on mean blocks outside of a switch
const I32 = 0x7f;
const VOID = 0x40;
const TYPES = {0x7f: {load: 0x28, store: 0x36, align: 2}, 0x7e: {load: 0x29, store: 0x37, align: 3},
  0x7d: {load: 0x2a, store: 0x38, align: 2}, 0x7c: {load: 0x2b, store: 0x39, align: 3}};

// ---- reading ----
class Reader {
  constructor(bytes, at = 0) { this.bytes = bytes; this.at = at; }
  byte() { return this.bytes[this.at++]; }
  unsigned() {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const b = this.byte();
      value += (b & 127) * factor;
      if (b < 128) return value;
    }
  }
  raw(read) { const from = this.at; read(); return [...this.bytes.subarray(from, this.at)]; }
  take(length) { this.at += length; return this.bytes.subarray(this.at - length, this.at); }
}

const wasm = fs.readFileSync(input);
const sections = new Map();
for (const r = new Reader(wasm, 8); r.at < wasm.length;) {
  const id = r.byte();
  sections.set(id, r.take(r.unsigned()));
}
const vector = (id, read) => {
  const r = new Reader(sections.get(id) ?? new Uint8Array([0]));
  return Array.from({length: r.unsigned()}, () => read(r));
};
const types = vector(1, r => {
  if (r.byte() !== 0x60) throw new Error('not a function type');
  const list = () => Array.from({length: r.unsigned()}, () => r.byte());
  return {params: list(), results: list()};
});
const imports = vector(2, r => {
  r.take(r.unsigned());
  r.take(r.unsigned());
  if (r.byte() !== 0) throw new Error('only functions may be imported');
  return r.unsigned();
});
const declared = vector(3, r => r.unsigned());
const exported = vector(7, r => ({name: Buffer.from(r.take(r.unsigned())).toString(), kind: r.byte(), index: r.unsigned()}));
const elements = vector(9, r => {
  if (r.unsigned() !== 0 || r.byte() !== 0x41) throw new Error('an element segment of a kind that is not known here');
  r.unsigned();
  if (r.byte() !== 0x0b) throw new Error('an offset that is no constant');
  return Array.from({length: r.unsigned()}, () => r.unsigned());
}).flat();
const bodies = vector(10, r => r.take(r.unsigned()));
const typeOf = f => types[f < imports.length ? imports[f] : declared[f - imports.length]];

/** An instruction is {op, raw} or, for control: {op, type, body, orElse}, {op, targets}. Branches name blocks, not depths. */
function parse(body, outermost) {
  const r = new Reader(body);
  const locals = [];
  for (let groups = r.unsigned(); groups > 0; groups--) {
    const count = r.unsigned();
    const type = r.byte();
    for (let i = 0; i < count; i++) locals.push(type);
  }
  const list = enclosing => {
    const found = [];
    for (let dead = false; ;) {
      const op = r.byte();
      if (op === 0x0b || op === 0x05) return {found, op};
      const node = instruction(op, enclosing);
      if (!dead) found.push(node);
      dead ||= op === 0x00 || op === 0x0c || op === 0x0e || op === 0x0f;
    }
  };
  const instruction = (op, enclosing) => {
    const target = () => enclosing[enclosing.length - 1 - r.unsigned()];
    if (op >= 0x02 && op <= 0x04) {
      const node = {op, type: r.byte()};
      if (node.type !== VOID && !TYPES[node.type]) throw new Error('a block with parameters');
      const first = list([...enclosing, node]);
      node.body = first.found;
      if (first.op === 0x05) node.orElse = list([...enclosing, node]).found;
      return node;
    }
    if (op === 0x0c || op === 0x0d) return {op, targets: [target()]};
    if (op === 0x0e) return {op, targets: Array.from({length: r.unsigned() + 1}, target)};
    if (op === 0x10) return {op, index: r.unsigned()};
    if (op === 0x11) return {op, index: r.unsigned(), raw: r.raw(() => r.unsigned())};
    if (op >= 0x20 && op <= 0x22) return {op, index: r.unsigned()};
    if (op === 0x23 || op === 0x24 || op === 0x3f || op === 0x40 || op === 0x41 || op === 0x42) return {op, raw: r.raw(() => r.unsigned())};
    if (op >= 0x28 && op <= 0x3e) return {op, raw: r.raw(() => { r.unsigned(); r.unsigned(); })};
    if (op === 0x43) return {op, raw: [...r.take(4)]};
    if (op === 0x44) return {op, raw: [...r.take(8)]};
    if (op === 0xfc) {
      const sub = r.unsigned();
      return {op, sub, raw: [sub, ...r.raw(() => { if (sub === 8 || sub === 10) { r.byte(); r.byte(); } else if (sub === 11) r.byte(); })]};
    }
    if (op <= 0x01 || op === 0x0f || op === 0x1a || op === 0x1b || (op >= 0x45 && op <= 0xc4)) return {op, raw: []};
    throw new Error(`instruction ${op} is not known here`);
  };
  return {locals, body: list([outermost]).found};
}

// ---- what an instruction does to the height of the operand stack ----
function growth(node) {
  const {op} = node;
  if (op === 0x02 || op === 0x03) return node.type === VOID ? 0 : 1;
  if (op === 0x04) return node.type === VOID ? -1 : 0;
  if (op === 0x10) { const t = node.signature ?? typeOf(node.index); return t.results.length - t.params.length; }
  if (op === 0x11) { const t = types[node.index]; return t.results.length - t.params.length - 1; }
  if (op === 0x0d || op === 0x1a || op === 0x21 || op === 0x24 || op === 0x0e || op === 'keep') return -1;
  if (op === 0x1b || (op >= 0x36 && op <= 0x3e)) return -2;
  if (op === 0x20 || op === 0x23 || op === 0x3f || (op >= 0x41 && op <= 0x44) || op === 'frame' || op === 'kept') return 1;
  if (op === 0xfc) return node.sub < 8 ? 0 : -3;
  const binary = [[0x46, 0x4f], [0x51, 0x66], [0x6a, 0x78], [0x7c, 0x8a], [0x92, 0x98], [0xa0, 0xa6]];
  return binary.some(([from, to]) => op >= from && op <= to) ? -1 : 0;
}

/** Cuts a list where the operand stack is as it was at its beginning. What is left at the end stays where it is. */
function statements(list) {
  const cut = [];
  let height = 0;
  let current = [];
  for (const node of list) {
    current.push(node);
    height += growth(node);
    if (height < 0 && ![0x0c, 0x0e, 0x0f, 0x00].includes(node.op)) throw new Error('the operand stack is not understood');
    if (height <= 0 && !node.glue) { cut.push(current); current = []; height = 0; }
  }
  if (current.length) {
    current.staysInside = true;
    cut.push(current);
  }
  return cut;
}

// ---- building blocks ----
const unsigned = value => {
  const bytes = [];
  do { bytes.push(value % 128 + (value > 127 ? 128 : 0)); value = Math.floor(value / 128); } while (value > 0);
  return bytes;
};
const signed = value => {
  for (const bytes = []; ; value >>= 7) {
    const last = (value >= -64 && value < 64);
    bytes.push((value & 127) | (last ? 0 : 128));
    if (last) return bytes;
  }
};
const constant = value => ({op: 0x41, raw: signed(value)});
const load = (type, offset) => [{op: 'frame'}, {op: TYPES[type].load, raw: [TYPES[type].align, ...unsigned(offset)]}];
/** Stores the operand on top of the stack; the address has to come below it, so it is kept aside meanwhile. */
const store = (type, offset) => [{op: 'keep', type, glue: true}, {op: 'frame'}, {op: 'kept', type},
  {op: TYPES[type].store, raw: [TYPES[type].align, ...unsigned(offset)]}];
/** Marks a list that must stay together with what follows. */
const glued = list => list.map(node => ({...node, glue: true}));
const br = target => ({op: 0x0c, targets: [target]});

const newFunctions = []; // {type, body}: bodies are lists
const NO_RESULT = types.push({params: [I32], results: []}) - 1;
const ONE_RESULT = types.push({params: [I32], results: [I32]}) - 1;
const newFunction = (type, body) => {
  newFunctions.push({type, body});
  return {op: 0x10, index: imports.length + declared.length + newFunctions.length - 1, signature: types[type]};
};

function walk(list, visit) {
  for (const node of list) {
    visit(node);
    if (node.body) walk(node.body, visit);
    if (node.orElse) walk(node.orElse, visit);
  }
}

/** Roughly the bytes of a list. What a block holds is counted once; whoever changes a block forgets its `size`. */
function size(list) {
  let total = 0;
  for (const node of list) {
    if (node.body) total += node.size ??= 4 + size(node.body) + (node.orElse ? size(node.orElse) : 0);
    else if (node.targets) total += 2 + 2 * node.targets.length;
    else total += typeof node.op === 'string' ? 2 : 1 + (node.raw?.length ?? 2);
  }
  return total;
}

/** The blocks outside `list` that it branches to. */
function exits(list) {
  const inside = new Set();
  walk(list, node => { if (node.body) inside.add(node); });
  const out = new Set();
  walk(list, node => { node.targets?.forEach(t => { if (!inside.has(t)) out.add(t); }); });
  return [...out];
}

/** Makes `list` a function, and returns the statement that calls it and branches on. */
function outline(list) {
  const never = endsInJump(list) ? [{op: 0x00, raw: []}] : []; // what follows is not reached, and the validator must see it
  const out = exits(list);
  if (out.length === 0) {
    return [{op: 'frame'}, newFunction(NO_RESULT, list), ...never];
  }
  const marks = new Map(out.map(target => [target, {op: 0x02, type: VOID}]));
  redirect(list, target => marks.get(target) ?? target);
  let body = [...list, constant(0), {op: 0x0f, raw: []}];
  out.forEach((target, i) => {
    marks.get(target).body = body;
    body = [marks.get(target), constant(i + 1), {op: 0x0f, raw: []}];
  });
  const call = [{op: 'frame'}, newFunction(ONE_RESULT, body)];
  if (out.length === 1) {
    return [...call, {op: 0x0d, targets: out}, ...never];
  }
  const here = {op: 0x02, type: VOID};
  here.body = [...call, {op: 0x0e, targets: [here, ...out, here]}];
  return [here, ...never];
}

function redirect(list, to) {
  walk(list, node => { if (node.targets) node.targets = node.targets.map(to); });
}

/** Makes `list` smaller than a part, by making functions of runs of statements. */
function reduce(list) {
  for (const node of list) {
    if (node.body && size([node]) > PART) {
      node.body = reduce(node.body);
      if (node.orElse) node.orElse = reduce(node.orElse);
      node.size = undefined;
    }
  }
  for (let round = 0; size(list) > PART && round < 5; round++) {
    const reduced = [];
    let run = [];
    let length = 0;
    const flush = () => {
      if (run.length) reduced.push(...(length > PART / 4 || (round > 0 && length > 40) ? outline(run) : run));
      run = [];
      length = 0;
    };
    for (const statement of statements(list)) {
      const more = size(statement);
      if (length + more > PART) flush();
      if (statement.staysInside || exits(statement).some(target => target.type !== VOID)) {
        // It leaves a value for the block around it, which a function of its own could not.
        flush();
        reduced.push(...statement);
      } else {
        run.push(...statement);
        length += more;
      }
    }
    flush();
    list = reduced;
  }
  return list;
}

/** The blocks of a nest, innermost first: each begins with the one before. */
function nest(block) {
  const chain = [];
  for (let b = block; b && b.op === 0x02 && b.type === VOID; b = b.body[0]) chain.push(b);
  return chain.reverse();
}

function switches(list, state) {
  return list.map(node => {
    if (!node.body) return node;
    const chain = node.op === 0x02 ? nest(node) : [];
    if (chain.length >= NEST && size([node]) > PART && exits([node]).every(target => target.type === VOID)) {
      return switchOf(chain, state);
    }
    node.body = switches(node.body, state);
    if (node.orElse) node.orElse = switches(node.orElse, state);
    node.size = undefined;
    return node;
  });
}

/** A nest as a loop over groups of cases. Case i is what follows the end of block i; falling out of it leads to case i + 1. */
function switchOf(chain, state) {
  const end = chain.at(-1);
  const start = {op: 0x02, type: VOID, body: switches(chain[0].body, state)};
  const cases = chain.slice(0, -1).map((block, i) => ({block, code: reduce(switches(chain[i + 1].body.slice(1), state))}));
  const groups = [];
  let length = Infinity;
  for (const item of cases) {
    const more = 10 + size(item.code);
    if (length + more > PART) {
      groups.push([]);
      length = 0;
    }
    groups.at(-1).push(item);
    length += more;
  }
  const number = new Map();
  groups.forEach((group, g) => group.forEach((item, i) => number.set(item.block, g * 65536 + i)));
  const next = {op: 0x03, type: VOID};
  const choose = block => [constant(number.get(block)), ...store(I32, state)];
  start.body = reduce(jumps(start.body, number, choose, start, state));
  if (!endsInJump(start.body)) start.body.push(...choose(cases[0].block));
  next.body = dispatch(groups.map((group, g) => groupCode(group, g, groups, number, choose, next, end, state)), state, next);
  end.body = [start, next];
  end.size = undefined;
  return end;
}

const endsInJump = list => [0x00, 0x0c, 0x0e, 0x0f].includes(list.at(-1)?.op);

/** Replaces branches to cases: the case's number is stored, and `to` is branched to instead. */
function jumps(list, number, choose, to, state) {
  return list.flatMap(node => {
    if (node.body) {
      node.body = jumps(node.body, number, choose, to, state);
      if (node.orElse) node.orElse = jumps(node.orElse, number, choose, to, state);
      return [node];
    }
    if (!node.targets?.some(t => number.has(t))) return [node];
    if (node.op === 0x0c) return [...choose(node.targets[0]), br(to)];
    if (node.op === 0x0d) return [{op: 0x04, type: VOID, body: [...choose(node.targets[0]), br(to)]}];
    // A branch by index: the index is turned into the number of a case, or of a block outside.
    const outside = [...new Set(node.targets.filter(t => !number.has(t)))];
    const choice = caseNumber(node.targets.map(t => number.get(t) ?? OUTSIDE + outside.indexOf(t)));
    const leave = {op: 0x04, type: VOID, body: [...load(I32, state), constant(OUTSIDE), {op: 0x6b, raw: []},
      {op: 0x0e, targets: [...outside, outside.at(-1)]}]};
    return [choice, ...store(I32, state),
      ...(outside.length ? [...load(I32, state), constant(OUTSIDE), {op: 0x4f, raw: []}, leave] : []), br(to)];
  });
}

/** A function from the index of a branch to the number of its case. */
function caseNumber(numbers) {
  const CHUNK = 400;
  if (numbers.length <= CHUNK + 1) {
    const distinct = [...new Set(numbers)];
    const marks = distinct.map(() => ({op: 0x02, type: VOID}));
    let body = [{op: 'frame'}, {op: 0x0e, targets: numbers.map(n => marks[distinct.indexOf(n)])}];
    marks.forEach((mark, i) => { mark.body = body; body = [mark, constant(distinct[i]), {op: 0x0f, raw: []}]; });
    return newFunction(ONE_RESULT, [...body.slice(0, -1)]);
  }
  const last = numbers.at(-1); // the default
  const first = caseNumber([...numbers.slice(0, CHUNK), last]);
  const rest = caseNumber(numbers.slice(CHUNK));
  return newFunction(ONE_RESULT, [
    {op: 'frame'}, constant(CHUNK), {op: 0x49, raw: []}, // unsigned less
    {op: 0x04, type: I32, body: [{op: 'frame'}, first], orElse: [{op: 'frame'}, constant(CHUNK), {op: 0x6b, raw: []}, rest]},
  ]);
}

/** The cases of one group, as a nest that the number of the case leads into. */
function groupCode(group, g, groups, number, choose, next, end, state) {
  const own = new Set(group.map(c => c.block));
  const others = new Map([...number].filter(([block]) => !own.has(block)));
  const entry = {op: 0x02, type: VOID};
  const blocks = group.map(c => c.block);
  entry.body = [...load(I32, state), constant(65535), {op: 0x71, raw: []}, {op: 0x0e, targets: [...blocks, blocks.at(-1)]}];
  let body = entry.body;
  for (const item of group) {
    item.block.body = body;
    body = [item.block, ...jumps(item.code, others, choose, next, state)];
  }
  if (!endsInJump(body)) {
    body.push(...(g + 1 < groups.length ? [...choose(groups[g + 1][0].block), br(next)] : [br(end)]));
  }
  return body;
}

/** Calls the group that the number of the case names. */
function dispatch(groups, state, next) {
  const marks = groups.map(() => ({op: 0x02, type: VOID}));
  let body = [...load(I32, state), constant(16), {op: 0x76, raw: []}, {op: 0x0e, targets: [...marks, marks.at(-1)]}];
  groups.forEach((group, i) => {
    marks[i].body = body;
    const call = outline(group);
    body = [marks[i], ...call, {op: 0x00, raw: []}];
  });
  return body;
}

// ---- one function ----
function split(index) {
  const signature = typeOf(index);
  const outermost = {op: 0x02, type: VOID};
  const {locals, body} = parse(bodies[index - imports.length], outermost);
  const all = [...signature.params, ...locals];
  // The number of the case that a switch goes to is read right after it was written: one place serves all switches.
  const state = 8 * all.length;
  const result = state + 8;
  const frameSize = Math.ceil((result + 8) / 16) * 16;
  const inFrame = list => list.flatMap(node => {
    if (node.body) {
      node.body = inFrame(node.body);
      if (node.orElse) node.orElse = inFrame(node.orElse);
      return [node];
    }
    const type = all[node.index];
    switch (node.op) {
      case 0x20: return load(type, 8 * node.index);
      case 0x21: return store(type, 8 * node.index);
      case 0x22: return [...glued(store(type, 8 * node.index)), {op: 'kept', type}];
      case 0x0f: return [...returned(), br(outermost)];
      default: return [node];
    }
  });
  const returned = () => signature.results.length ? store(signature.results[0], result) : [];
  const code = inFrame(body);
  if (!endsInJump(code)) code.push(...returned());
  outermost.body = reduce(switches(code, state));
  return {signature, frameSize, result, params: signature.params, body: outermost};
}

// ---- writing ----
function emit(list, enclosing, context, out) {
  for (const node of list) {
    if (node.op === 'frame') { out.push(0x20, ...unsigned(context.frame)); continue; }
    if (node.op === 'keep') { out.push(0x21, ...unsigned(context.kept(node.type))); continue; }
    if (node.op === 'kept') { out.push(0x20, ...unsigned(context.kept(node.type))); continue; }
    out.push(node.op);
    if (node.body) {
      out.push(node.type);
      emit(node.body, [...enclosing, node], context, out);
      if (node.orElse) { out.push(0x05); emit(node.orElse, [...enclosing, node], context, out); }
      out.push(0x0b);
    } else if (node.targets) {
      const depths = node.targets.map(t => {
        const at = enclosing.lastIndexOf(t);
        if (at < 0) throw new Error('a branch leads out of its function');
        return enclosing.length - 1 - at;
      });
      if (node.op === 0x0e) out.push(...unsigned(depths.length - 1));
      depths.forEach(d => out.push(...unsigned(d)));
    } else {
      if (node.index !== undefined) out.push(...unsigned(node.index));
      if (node.raw) for (const b of node.raw) out.push(b);
    }
  }
}

function encode(list, params, frame) {
  const kept = new Map();
  const first = params + (frame < params ? 0 : 1);
  const code = [];
  emit(list, [{}], {frame, kept: type => {
    if (!kept.has(type)) kept.set(type, first + kept.size);
    return kept.get(type);
  }}, code);
  const extra = [...(frame < params ? [] : [I32]), ...kept.keys()];
  return [...unsigned(extra.length), ...extra.flatMap(type => [1, type]), ...code, 0x0b];
}

function encodeSplit({signature, frameSize, result, params, body}) {
  const code = [
    {op: 0x23, raw: [0]}, constant(frameSize), {op: 0x6b, raw: []}, {op: 'keep', type: I32}, // the stack grows down
    {op: 'kept', type: I32}, {op: 'setFrame'}, {op: 'kept', type: I32}, {op: 0x24, raw: [0]},
    {op: 'frame'}, constant(0), constant(frameSize), {op: 0xfc, raw: [11, 0]},
    ...params.flatMap((type, i) => [{op: 'frame'}, {op: 0x20, index: i}, {op: TYPES[type].store, raw: [TYPES[type].align, ...unsigned(8 * i)]}]),
    body,
    {op: 'frame'}, constant(frameSize), {op: 0x6a, raw: []}, {op: 0x24, raw: [0]},
    ...(signature.results.length ? load(signature.results[0], result) : []),
  ].flatMap(node => node.op === 'setFrame' ? [{op: 0x21, index: params.length}] : [node]);
  return encode(code, params.length, params.length);
}

const reached = new Set();
const queue = [...exported.filter(e => e.kind === 0 && roots.includes(e.name)).map(e => e.index), ...elements];
const calls = body => { const found = []; walk(parse(body, {}).body, node => { if (node.op === 0x10) found.push(node.index); }); return found; };
for (let f; (f = queue.pop()) !== undefined;) {
  if (!reached.has(f)) {
    reached.add(f);
    if (f >= imports.length) queue.push(...calls(bodies[f - imports.length]));
  }
}
let removed = 0;
let splitCount = 0;
const written = bodies.map((body, i) => {
  if (!reached.has(i + imports.length)) { removed++; return [0, 0x00, 0x0b]; }
  if (body.length <= SPLIT_ABOVE) return [...body];
  splitCount++;
  return encodeSplit(split(i + imports.length));
});
const encodedNew = newFunctions.map(f => encode(f.body, 1, 0));
const all = [...written, ...encodedNew];
const prefixed = bytes => [unsigned(bytes.length), bytes];
sections.set(1, Buffer.from([...unsigned(types.length), ...types.flatMap(t => [0x60, ...unsigned(t.params.length), ...t.params, ...unsigned(t.results.length), ...t.results])]));
const functionTypes = [...declared, ...newFunctions.map(f => f.type)];
sections.set(3, Buffer.from([...unsigned(functionTypes.length), ...functionTypes.flatMap(unsigned)]));
sections.set(10, Buffer.concat([Buffer.from(unsigned(all.length)), ...all.flatMap(prefixed).map(b => Buffer.from(b))]));
fs.writeFileSync(output, Buffer.concat([wasm.subarray(0, 8), ...[...sections].flatMap(([id, bytes]) => [Buffer.from([id, ...unsigned(bytes.length)]), bytes])]));
console.log(`${splitCount} functions split into ${newFunctions.length} parts, ${removed} functions not needed, largest part ${Math.max(...encodedNew.map(b => b.length))} bytes`);
