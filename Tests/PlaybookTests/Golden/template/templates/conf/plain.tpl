plain ${app}
