"""All environments of this suite behind one port, each under a path of its own: one slow start instead of five."""

from fastapi import FastAPI
from echo_server import echo_app
from form_server import form_app
from grid_server import grid_app
from note_server import note_app
from probe_server import probe_app
from serving import option_parser, serve
from task_server import task_app

ROOMY = 16


def main() -> None:
    options = option_parser(__doc__).parse_args()
    app = FastAPI()
    app.mount("/note", note_app(ROOMY))
    app.mount("/full", note_app(options.capacity))
    app.mount("/single", note_app(1))
    app.mount("/declared-note", note_app(ROOMY, declare_state=True))
    app.mount("/production-note", note_app(ROOMY, mode="production"))
    app.mount("/task-note", task_app(ROOMY))
    app.mount("/odd-tasks", task_app(ROOMY, odd=True))
    app.mount("/failing", note_app(options.capacity, failing=True))
    app.mount("/form", form_app(ROOMY))
    app.mount("/echo", echo_app(ROOMY))
    app.mount("/grid", grid_app(ROOMY))
    app.mount("/probe", probe_app(ROOMY))
    app.mount("/broken-probe", probe_app(ROOMY, failing=True))
    app.mount("/small-probe", probe_app(options.capacity))
    serve(app, options)


if __name__ == "__main__":
    main()
