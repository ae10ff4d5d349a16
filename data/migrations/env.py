"""Alembic's entry: migrations run on the connection that `data.store` hands over."""

from alembic import context

from data.tables import Base


def include(_: object, name: str | None, kind: str, *__: object) -> bool:
    return not (kind == "table" and name is not None and name.startswith(("gpkg_", "spatial_ref_sys")))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    include_object=include,
)
with context.begin_transaction():
    context.run_migrations()
