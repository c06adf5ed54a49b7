# À qui appartient le numéro, et pourquoi.

matching-object-contact = Contact
matching-object-account = Compte
matching-object-personaccount = Compte personnel
matching-object-lead = Piste
matching-object-case = Requête
matching-object-opportunity = Opportunité
matching-object-campaign = Campagne
matching-object-contract = Contrat
matching-object-order = Commande
matching-object-user = Utilisateur
matching-object-record = Enregistrement

matching-number-customer = Le numéro est arrivé sous la forme « { $raw } » et se lit { $e164 } (les numéros sans indicatif de pays sont lus dans la région { $region }).
matching-number-and-kind = Le numéro est arrivé sous la forme « { $raw } » et se lit { $e164 } : { $kind }.
matching-number-kind = Le numéro est arrivé sous la forme « { $raw } » : { $kind }.
matching-number-none = Le système téléphonique n’a donné aucun numéro : { $kind }.

matching-kind-customer = un numéro à rechercher
matching-kind-withheld = un numéro masqué, qui n’est jamais recherché
matching-kind-payphone = un téléphone public, qui n’est jamais recherché
matching-kind-unavailable = un numéro que le réseau n’a pas pu transmettre ; il n’y a rien à rechercher
matching-kind-emergency = un numéro d’urgence, qui n’est jamais recherché
matching-kind-special = un numéro de service, qui n’est jamais recherché
matching-kind-extension = un poste interne de l’entreprise, qui n’est jamais recherché
matching-kind-own-line = l’un de nos propres numéros, qui n’est jamais recherché
matching-kind-alphanumeric = un nom ou une adresse ; seuls les numéros de téléphone sont recherchés
matching-kind-invalid = pas un numéro de téléphone que l’on puisse composer ; vérifiez la région de la ligne ou de la source

matching-note-address-removed = Le numéro a été extrait d’une adresse SIP, tel ou e-mail.
matching-note-prefix-removed = Le préfixe ajouté par le système téléphonique a été retiré.
matching-note-privacy-prefix-removed = Un préfixe qui masque ou affiche le numéro de l’appelant a été retiré.
matching-note-international-prefix = Il commençait par un préfixe international.
matching-note-plus-added = L’indicatif du pays n’était pas précédé du signe plus.
matching-note-trunk-zero-removed = Un zéro après l’indicatif du pays a été retiré.
matching-note-first-of-several = Le texte contenait plusieurs numéros ; le premier a été retenu.
matching-note-words-removed = Le texte contenait des mots à côté du numéro.
matching-note-not-known-assigned = Sa longueur est correcte, mais aucun numéro de ce type n’est connu comme attribué ; il est recherché malgré tout.

matching-spellings = Recherche de { $count } { $count ->
        [one] graphie
       *[other] graphies
    } : { $texts }.

matching-asked-live = Salesforce a été interrogé.
matching-asked-copy = Recherche faite dans la copie des personnes de l’organisation, mise à jour { $span } auparavant ; Salesforce n’a pas été interrogé.
matching-asked-loading = La copie des personnes de l’organisation n’est chargée qu’à { $percent } %, Salesforce a donc été interrogé.
matching-asked-old = La copie des personnes de l’organisation a été mise à jour { $span } auparavant, ce qui est trop ancien ; Salesforce a donc été interrogé.
matching-asked-fields = Il manque à la copie des personnes de l’organisation des champs ({ $object }) que le profil recherche, Salesforce a donc été interrogé ; la copie est rechargée.

matching-candidate-holds = { $object } { $name } ({ $id }) contient le numéro dans { $field } sous la forme « { $text } » : { $verdict }.
matching-candidate-found = { $object } { $name } ({ $id }) trouvé : { $verdict }.
matching-unlisted = { $count ->
        [one] { $count } autre candidat a été examiné et n’est pas listé.
       *[other] { $count } autres candidats ont été examinés et ne sont pas listés.
    } Un numéro présent dans autant d’enregistrements est le plus souvent celui d’un standard, ou inventé : retirez-le de ceux auxquels il n’appartient pas (`ringledger people report` liste ces numéros).
matching-runner-up = Deuxième choix : { $object } { $name } ({ $id }), { $verdict }.

matching-verdict-chosen = retenu
matching-verdict-later-object = non retenu, car un autre objet est prioritaire
matching-verdict-modified-earlier = non retenu, car un autre enregistrement a été modifié plus récemment
matching-verdict-tied = non retenu, car plusieurs enregistrements de cet objet contiennent le numéro
matching-verdict-overridden = non retenu, car une personne a désigné l’enregistrement
matching-verdict-number-differs = écarté, car aucun des champs recherchés ne contient le numéro
matching-verdict-object-not-searched = écarté, car le profil ne recherche pas cet objet
matching-verdict-same-person = écarté, car la même personne figure déjà dans la liste
matching-verdict-converted-lead = écarté, car la piste a été convertie

matching-choice-named = L’appel appartient à : { $object } { $name } ({ $id }). Raison : { $rule }.
matching-choice-unnamed = L’appel appartient à : { $object } { $id }. Raison : { $rule }.
matching-choice-none = L’appel n’appartient à aucun enregistrement : { $rule }.
matching-summary = { $object } { $name } : { $rule }

matching-rule-corrected = une personne l’a indiqué dans la console
matching-rule-remembered = une personne l’a désigné une fois pour toutes pour ce numéro
matching-rule-picked = l’agent l’a choisi
matching-rule-clicked = l’appel a été lancé par un clic depuis cet enregistrement
matching-rule-only-one = c’est le seul à contenir le numéro
matching-rule-object-order = son objet est le premier dans l’ordre du profil
matching-rule-last-modified = c’est le dernier modifié parmi ceux de son objet
matching-rule-converted-followed = la piste avec ce numéro a été convertie en cet enregistrement
matching-rule-merged-followed = l’enregistrement auquel l’appel appartenait a été fusionné avec celui-ci
matching-rule-created = aucun enregistrement ne contenait le numéro, il a donc été créé
matching-rule-duplicate = il devait être créé, et les règles de duplication de Salesforce ont désigné celui-ci
matching-rule-ambiguous = plusieurs enregistrements contiennent le numéro, et le profil n’en choisit aucun
matching-rule-none-found = aucun enregistrement ne contient le numéro
matching-rule-not-searched = il n’y a pas de numéro à rechercher

matching-beside-a-lead = Le numéro appartient à une piste, mais Salesforce n’accepte aucun autre enregistrement à côté d’une piste ; la tâche ne mentionne que l’autre enregistrement.
matching-no-record-id = « { $text } » n’est pas un identifiant d’enregistrement Salesforce et a été ignoré.
matching-crowded = Tant d’enregistrements contiennent ce numéro que seuls les derniers modifiés ont été examinés ; retirez-le de ceux auxquels il n’appartient pas.
matching-remembered-is-gone = L’enregistrement qu’une personne a désigné pour ce numéro n’est plus dans Salesforce, ou nous est caché ; il a été ignoré.
