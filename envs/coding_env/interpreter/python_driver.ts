/**
 * The code that runs inside Python. It is part of the memory snapshot, and keeps references of its own to what it uses.
 * Nothing rests on that: a program can reach all of it, and gains nothing, since it is judged in another process.
 */
export const PYTHON_DRIVER = `
def _openenv_create():
    import ast, asyncio, collections, datetime, functools, heapq, itertools, json, linecache, math
    import random, re, string, sys, traceback, types
    namespace = types.ModuleType("__main__").__dict__
    dumps, loads, PARSE = json.dumps, json.loads, ast.PyCF_ONLY_AST
    steps = 0

    def begin(seed):
        random.seed(seed)

    def run(code):
        nonlocal steps
        steps += 1
        name = f"<step {steps}>"
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        shown = None
        try:
            tree = compile(code, name, "exec", PARSE)
            last = ast.Expression(tree.body.pop().value) if tree.body and type(tree.body[-1]) is ast.Expr else None
            exec(compile(tree, name, "exec"), namespace)
            value = None if last is None else eval(compile(last, name, "eval"), namespace)
            if value is not None:
                shown = show(value)
            exit_code = 0
        except SystemExit as end:
            exit_code = read_exit(end.code)
        except BaseException as error:
            trace = error.__traceback__
            while trace is not None and trace.tb_frame.f_code.co_filename == "<driver>":
                trace = trace.tb_next
            sys.__stderr__.write("".join(traceback.format_exception(type(error), error, trace)))
            exit_code = 1
        for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
            try:
                stream.flush()
            except BaseException:
                exit_code = exit_code or 1
        return dumps([exit_code, shown])

    def show(value):
        try:
            return dumps(value)
        except (TypeError, ValueError, RecursionError):
            return repr(value)

    def read_exit(code):
        if code is None or type(code) is int:
            return (code or 0) & 255
        sys.__stderr__.write(f"{code}\\n")
        return 1

    def call(name, inputs):
        return "[" + ",".join(call_once(name, args) for args in loads(inputs)) + "]"

    def call_once(name, args):
        try:
            return '{"value":' + dumps(namespace[name](*args), allow_nan=False) + "}"
        except BaseException:
            return "{}"

    def inspect(code):
        try:
            tree = compile(code, "<step>", "exec", PARSE)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return dumps([False, []])
        return dumps([True, sorted({found for node in ast.walk(tree) for found in find(node)})])

    def find(node):
        match node:
            case ast.Import(names):
                yield from find_modules(alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield from find_modules([module])
            case ast.Call(func=ast.Name(id="eval" | "exec" | "open" | "__import__" as called)):
                yield called
            case ast.Call(func=ast.Attribute(attr="open")):
                yield "open"

    def find_modules(names):
        for name in names:
            if name.split(".")[0] in ("os", "subprocess"):
                yield "import " + name.split(".")[0]

    return {"begin": begin, "run": run, "call": call, "inspect": inspect}

_openenv = _openenv_create()
del _openenv_create
`;
