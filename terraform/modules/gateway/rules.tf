# From routes to rules of the URL map.
#
# A path may have several methods, each a function of its own. Rules are tried in order, so for each
# path the methods that name themselves come first (a header match on `:method`, and the preflight
# that asks for that method), and one function takes the rest: GET where there is one, for GET
# answers HEAD too. Whoever takes the rest also answers 405 to a method that does not exist.
#
# `/api/…` is the older name of `/v1/…`. Both patterns lead to the same function, which reads either
# (functions/runtime/request.py): the URL map cannot rewrite a path that has no variable in it.
locals {
  # One entry for each path of each route, with `*` for a variable: variables have different names.
  _places = flatten([
    for route in var.routes : [
      for path in concat([route.path], route.aliases) : {
        method  = route.method
        pattern = replace(path, "/\\{[^/}]+\\}/", "*")
        unit    = var.backends[route.name]
      }
    ]
  ])

  _by_pattern = { for place in local._places : place.pattern => place... }

  _rest = {
    for pattern, places in local._by_pattern : pattern =>
    contains(places[*].method, "GET") ? "GET" : sort(places[*].method)[0]
  }

  # `~` sorts behind every letter: a fixed segment is tried before a variable in the same place, and
  # `a` before `b`: a method that names itself before the one that takes the rest.
  _rules = {
    for place in local._places :
    "${replace(place.pattern, "*", "~")} ${place.method == local._rest[place.pattern] ? "b" : "a"} ${place.method}" => {
      method   = place.method == local._rest[place.pattern] ? null : place.method
      patterns = [place.pattern, replace(place.pattern, "/^/v1//", "/api/")]
      unit     = place.unit
    }
  }
  _order = sort(keys(local._rules))

  # What a request must have beside its path.
  _conditions = {
    for key, rule in local._rules : key => rule.method == null ? [{}] : [
      { ":method" = rule.method },
      { ":method" = "OPTIONS", "access-control-request-method" = rule.method },
    ]
  }

  # The first rules are the relay's, whose paths would otherwise look like routes.
  _first_priority = 100
}
