a ${app}
ä ${ap} ${backup}
${password} ${broken-name} ${env.NONE}
