# Which functions exist comes from the manifest, never from a list here. A unit is what is deployed:
# a function for each route, or one for each area and for each route that is named to stand alone; a
# worker and a job always stand alone, because each has callers of its own.
locals {
  _unit_of = {
    for route in var.routes : route.name =>
    var.granularity == "area" && !contains(var.alone, route.name) ? "area-${route.unit}" : route.deployedName
  }
  # A Cloud Function is a service of Cloud Run by the same name. With a name of its own an image can
  # serve before the function that it replaces is deleted.
  _suffix = var.granularity == "image" ? "-run" : ""
  _area_units = {
    for area in distinct([for route in var.routes : route.unit]) : "area-${area}" => {
      caller  = "public"
      kind    = lookup(var.area_kinds, area, "api")
      public  = false
      summary = "All routes of the area ${area}"
      target  = "area_${area}"
    }
  }
  _single_units = {
    for route in var.routes : route.deployedName => {
      caller  = "public"
      kind    = lookup(var.area_kinds, route.unit, "api")
      public  = route.public
      summary = route.summary
      target  = route.name
    }
  }
  _route_units = {
    for name, unit in merge(local._area_units, local._single_units) :
    name => unit if contains(values(local._unit_of), name)
  }
  _worker_units = {
    for worker in var.workers : worker.deployedName => {
      caller  = "pusher"
      kind    = lookup(var.service_kinds, worker.name, "worker")
      public  = false
      summary = worker.summary
      target  = worker.name
    }
  }
  _job_units = {
    for job in var.jobs : job.deployedName => {
      caller  = "scheduler"
      kind    = lookup(var.service_kinds, job.name, "job")
      public  = false
      summary = job.summary
      target  = job.name
    }
  }
  _units = {
    for name, unit in merge(local._route_units, local._worker_units, local._job_units) :
    name => merge(unit, {
      name = "${name}${local._suffix}"
      scaling = merge(
        var.scaling.default,
        { for key, value in try(var.scaling.kinds[unit.kind], {}) : key => value if value != null },
        { for key, value in try(var.scaling.units[name], {}) : key => value if value != null },
      )
      url = "https://${name}${local._suffix}-${var.project_number}.${var.region}.run.app"
    })
  }

  # Every setting of a unit that is no secret.
  _environments = {
    for name, unit in local._units : name => merge(
      var.environment,
      {
        DB_POOL_SIZE = tostring(unit.scaling.pool)
        THREADS      = tostring(unit.scaling.concurrency)
      },
      unit.caller == "public" ? {} : {
        PUSH_AUDIENCE        = unit.url
        PUSH_SERVICE_ACCOUNT = var.callers[unit.caller]
      },
    )
  }
}
