listen ${host}
password = ${password}:${token}
key=${key}
literal $${app} $HOME $ ${empty}.
env ${env.USER}