path_map = { "/srv/intranet" = "htdocs" }
