# `make run` and `make test` do all their own set-up; see README.md.
.PHONY: run test proof bench setup clean requirements

run:
	@exec python3 bot/operations/bootstrap.py run

test:
	@exec python3 bot/operations/bootstrap.py test $(ARGS)

# That nobody learns who uses the service, at full length: some twenty minutes (docs/non-disclosure.md).
proof:
	@exec python3 bot/operations/bootstrap.py proof $(ARGS)

bench:
	@exec python3 bot/operations/bootstrap.py bench $(ARGS)

setup:
	@exec python3 bot/operations/bootstrap.py setup

# Both environments, the models and the local state.
clean:
	rm -rf .venv models var

# Compiles the pinned requirements anew, with hashes and without the address of any registry.
COMPILE = uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate
requirements:
	$(COMPILE) --python-version 3.10 requirements/engine.in -o requirements/engine.txt
	$(COMPILE) --python-version 3.10 --no-deps requirements/encoder.in -o requirements/encoder.txt
	$(COMPILE) --universal --python-version 3.12 --override requirements/app-overrides.in requirements/app-dev.in -o requirements/app-dev.txt
	$(COMPILE) --universal --python-version 3.12 --override requirements/app-overrides.in -c requirements/app-dev.txt requirements/app.in -o requirements/app.txt
	$(COMPILE) --universal --python-version 3.8 requirements/tools.in -o requirements/tools.txt
